package io.github.sessionexpiry.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.sessionexpiry.server.SessionTableIT.Probe;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table in {@code docs/sessions.md}. It must be what was seen;
 * {@code -Dsessions.update=true} writes it.
 */
final class SessionTableDocument {

	private static final Path DOCUMENT = Path.of("..", "docs", "sessions.md");

	private static final String BEGIN = "<!-- begin: which request extends the session -->\n";

	private static final String END = "<!-- end -->\n";

	private SessionTableDocument() {
	}

	static void check(Map<String, Map<Probe, Boolean>> extended) throws IOException {
		String table = table(extended);
		String document = Files.readString(DOCUMENT);
		int begin = document.indexOf(BEGIN) + BEGIN.length();
		int end = document.indexOf(END);
		if (Boolean.getBoolean("sessions.update")) {
			Files.writeString(DOCUMENT, document.substring(0, begin) + table + document.substring(end));
			return;
		}
		// A part of the places may have been chosen to be played
		assertThat(document.substring(begin, end).lines()).containsAll(table.lines().toList());
	}

	private static String table(Map<String, Map<Probe, Boolean>> extended) {
		String head = row("sessions kept by", Stream.of(Probe.values()).map((probe) -> probe.description));
		String rule = row("---", Stream.of(Probe.values()).map((probe) -> "---"));
		return head + rule
				+ extended.entrySet()
					.stream()
					.sorted(Map.Entry.comparingByKey())
					.map((place) -> row(place.getKey(),
							place.getValue().values().stream().map((isExtended) -> isExtended ? "extended" : "-")))
					.collect(Collectors.joining());
	}

	private static String row(String first, Stream<String> others) {
		return "| " + first + " | " + others.collect(Collectors.joining(" | ")) + " |\n";
	}

}
