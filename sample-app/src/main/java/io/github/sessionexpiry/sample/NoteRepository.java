package io.github.sessionexpiry.sample;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Repository;

/**
 * Keeps the notes in memory. Every method sees the notes of one user only.
 */
@Repository
public class NoteRepository {

	private final Map<Long, Note> notes = new ConcurrentHashMap<>();

	private final AtomicLong lastId = new AtomicLong();

	/**
	 * Finds the notes of a user, the newest first.
	 * @param author the name of the user
	 * @return the notes
	 */
	public List<Note> findAll(String author) {
		return this.notes.values()
			.stream()
			.filter((note) -> note.author().equals(author))
			.sorted(Comparator.comparing(Note::writtenAt).thenComparing(Note::id).reversed())
			.toList();
	}

	public Optional<Note> find(long id, String author) {
		return Optional.ofNullable(this.notes.get(id)).filter((note) -> note.author().equals(author));
	}

	public Note add(String author, String place, String text, @Nullable Attachment attachment) {
		return add(author, LocalDateTime.now(), place, text, attachment);
	}

	Note add(String author, LocalDateTime writtenAt, String place, String text, @Nullable Attachment attachment) {
		Note note = new Note(this.lastId.incrementAndGet(), author, writtenAt.truncatedTo(ChronoUnit.SECONDS), place,
				text, attachment);
		this.notes.put(note.id(), note);
		return note;
	}

	/**
	 * Changes a note.
	 * @param id the number of the note
	 * @param author the name of the user that it belongs to
	 * @param place the new place
	 * @param text the new text
	 * @param attachment the new attachment, or {@code null} to keep the one there is
	 * @return the changed note, or empty if this user has no such note
	 */
	public Optional<Note> update(long id, String author, String place, String text, @Nullable Attachment attachment) {
		return find(id, author).map((found) -> this.notes.computeIfPresent(id, (key, note) -> new Note(id, author,
				note.writtenAt(), place, text, (attachment != null) ? attachment : note.attachment())));
	}

}
