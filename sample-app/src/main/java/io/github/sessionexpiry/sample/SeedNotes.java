package io.github.sessionexpiry.sample;

import java.io.IOException;
import java.time.LocalDateTime;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Writes the first pages of both notebooks, so that there is something to read.
 */
@Component
class SeedNotes implements ApplicationRunner {

	private final NoteRepository notes;

	SeedNotes(NoteRepository notes) {
		this.notes = notes;
	}

	@Override
	public void run(ApplicationArguments args) throws IOException {
		LocalDateTime today = LocalDateTime.now();
		this.notes.add("alice", today.minusDays(1).withHour(6).withMinute(52), "Mill pond",
				"Kingfisher again, on the third post from the sluice. It looked at the water for four minutes, "
						+ "then at me, then left.",
				null);
		this.notes.add("alice", today.minusDays(3).withHour(15).withMinute(20), "North wall of the chapel",
				"Pressed one frond of the fern that grows from the mortar, no longer than my thumb. Every leaflet "
						+ "is the whole fern again, only smaller. I stopped looking at the fourth size.",
				attachment("fern.png", MediaType.IMAGE_PNG));
		this.notes.add("alice", today.minusDays(8).withHour(21).withMinute(5), "Garden",
				"The hedgehog is back and has brought an opinion about the cat's dish.", null);
		this.notes.add("alice", today.minusDays(12).withHour(5).withMinute(12), "Bedroom window",
				"Dawn chorus, in order of appearance: blackbird, robin, wren, song thrush, neighbour's car.",
				attachment("dawn-chorus.txt", MediaType.TEXT_PLAIN));
		this.notes.add("bob", today.minusDays(2).withHour(11).withMinute(40), "Salt marsh",
				"Counted 214 dunlin. Then a peregrine came over and I counted none.", null);
		this.notes.add("bob", today.minusDays(5).withHour(17).withMinute(33), "Beech wood",
				"Chanterelles under the fallen beech, where they have been for six years. I am not writing down "
						+ "which fallen beech.",
				null);
		this.notes.add("bob", today.minusDays(9).withHour(23).withMinute(10), "Attic",
				"Two pipistrelles left by the gable at 21:04, one came home at 22:50. I did not ask.", null);
	}

	private static Attachment attachment(String filename, MediaType type) throws IOException {
		byte[] content = new ClassPathResource("seed/" + filename).getContentAsByteArray();
		return new Attachment(filename, type, content);
	}

}
