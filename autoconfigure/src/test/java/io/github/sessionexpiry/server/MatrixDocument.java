package io.github.sessionexpiry.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The document with the expected answers: one table for each set-up. Whoever answers
 * alike shares a row, and a table that is there already is referred to.
 */
final class MatrixDocument {

	private static final Path FILE = Path.of("..", "docs", "matrix.md");

	private static final Pattern SECTION = Pattern.compile("^## ", Pattern.MULTILINE);

	private static final Pattern REFERENCE = Pattern.compile("As \\[(.+)]\\(#.*\\)\\.");

	/*
	 * Who may share a row, in the order of the rows.
	 */
	private static final Map<String, List<MatrixClient>> GROUPS = groups();

	private MatrixDocument() {
	}

	private static Map<String, List<MatrixClient>> groups() {
		Map<String, List<MatrixClient>> groups = new LinkedHashMap<>();
		for (MatrixClient client : MatrixClient.values()) {
			String group = (client.ordinal() < MatrixClient.JSF.ordinal()) ? "scripts"
					: (client.kind(MatrixState.NEVER) == MatrixClient.Kind.PAGE) ? "pages" : client.title();
			groups.computeIfAbsent(group, (name) -> new ArrayList<>()).add(client);
		}
		return groups;
	}

	/**
	 * Returns the tables as the document has them, by the title of the set-up.
	 */
	static Map<String, String> read() {
		Map<String, String> tables = new LinkedHashMap<>();
		SECTION.splitAsStream(text()).skip(1).forEach((section) -> {
			String[] titleAndContent = section.split("\n", 2);
			String content = titleAndContent[1].strip();
			Matcher reference = REFERENCE.matcher(content);
			tables.put(titleAndContent[0], reference.matches() ? tables.get(reference.group(1)) : content);
		});
		return tables;
	}

	/**
	 * Replaces the tables in the document, and leaves what comes before.
	 */
	static void write(Map<String, String> tables) {
		StringBuilder text = new StringBuilder(SECTION.split(text(), 2)[0]);
		Map<String, String> titles = new LinkedHashMap<>();
		tables.forEach((title, table) -> {
			String first = titles.putIfAbsent(table, title);
			text.append("## ").append(title).append("\n\n");
			text.append((first != null) ? "As [%s](#%s).".formatted(first, anchor(first)) : table).append("\n\n");
		});
		try {
			Files.writeString(FILE, text.toString().stripTrailing() + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String anchor(String title) {
		return title.toLowerCase().replaceAll("[^\\p{L}\\d -]", "").replace(' ', '-');
	}

	private static String text() {
		try {
			return Files.readString(FILE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Renders the answers as a table.
	 */
	static String render(Collection<MatrixState> states, Map<MatrixCell, String> answers) {
		MatrixSetup setup = answers.keySet().iterator().next().setup();
		List<List<String>> rows = new ArrayList<>();
		List<String> head = new ArrayList<>(List.of("client", "request"));
		states.forEach((state) -> head.add(state.title()));
		rows.add(head);
		MatrixMethod[] methods = MatrixMethod.values();
		Function<MatrixClient, List<?>> ofClient = (
				client) -> Arrays.stream(methods).map((method) -> row(setup, client, method, states, answers)).toList();
		for (List<Party> parties : alike(parties(ofClient), (party) -> ofClient.apply(party.first()))) {
			MatrixClient client = parties.get(0).first();
			for (List<MatrixMethod> group : alike(List.of(methods),
					(method) -> row(setup, client, method, states, answers))) {
				List<String> row = new ArrayList<>();
				row.add(join(parties, Party::name));
				row.add((group.size() == methods.length) ? "any" : join(group, MatrixMethod::title));
				row.addAll(row(setup, client, group.get(0), states, answers));
				rows.add(row);
			}
		}
		return layOut(rows);
	}

	private static List<Party> parties(Function<MatrixClient, ?> answers) {
		List<Party> parties = new ArrayList<>();
		GROUPS.forEach((name,
				group) -> alike(group, answers).forEach((clients) -> parties
					.add(new Party((clients.size() == group.size()) ? name : join(clients, MatrixClient::title),
							clients.get(0)))));
		return parties;
	}

	private static List<String> row(MatrixSetup setup, MatrixClient client, MatrixMethod method,
			Collection<MatrixState> states, Map<MatrixCell, String> answers) {
		return states.stream().map((state) -> answers.get(new MatrixCell(setup, client, method, state))).toList();
	}

	private static <T> Collection<List<T>> alike(List<T> members, Function<T, ?> answers) {
		return members.stream()
			.collect(Collectors.groupingBy(answers, LinkedHashMap::new, Collectors.toList()))
			.values();
	}

	private static <T> String join(List<T> members, Function<T, String> title) {
		return members.stream().map(title).collect(Collectors.joining(", "));
	}

	private static String layOut(List<List<String>> rows) {
		int columns = rows.get(0).size();
		int[] widths = new int[columns];
		rows.forEach((row) -> Arrays.setAll(widths, (column) -> Math.max(widths[column], row.get(column).length())));
		rows.add(1, Arrays.stream(widths).mapToObj("-"::repeat).toList());
		return rows.stream().map((row) -> {
			StringBuilder line = new StringBuilder("|");
			for (int column = 0; column < columns; column++) {
				line.append(' ').append(String.format("%-" + widths[column] + "s", row.get(column))).append(" |");
			}
			return line.toString();
		}).collect(Collectors.joining("\n"));
	}

	/**
	 * Returns the rows that differ, marked as in a patch; nothing if none does.
	 */
	static String differences(String expected, String actual) {
		List<String> before = expected.lines().map(MatrixDocument::squeeze).toList();
		List<String> after = actual.lines().map(MatrixDocument::squeeze).toList();
		StringBuilder differences = new StringBuilder();
		before.stream().filter((row) -> !after.contains(row)).forEach((row) -> line(differences, "- ", row));
		after.stream().filter((row) -> !before.contains(row)).forEach((row) -> line(differences, "+ ", row));
		return differences.toString();
	}

	private static void line(StringBuilder text, String mark, String row) {
		text.append(mark).append(row).append('\n');
	}

	private static String squeeze(String row) {
		return row.replaceAll(" +", " ").replaceAll("-+ \\|", "- |");
	}

	/**
	 * Clients that are answered alike.
	 *
	 * @param name what they are called
	 * @param first one of them
	 */
	private record Party(String name, MatrixClient first) {
	}

}
