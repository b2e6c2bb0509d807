package io.github.sessionexpiry.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every request that the contract knows, by every client, to every set-up. Each answer
 * has to keep the {@link MatrixRules rules}, to be the application's own where the rules
 * leave it alone, and to be in the table of {@code docs/matrix.md}, for people to read.
 * <p>
 * An answer that changes on purpose is taken over into the document by
 * {@code -Dmatrix.update=true}, as far as the rules allow it.
 */
class MatrixTests {

	private static final boolean UPDATE = Boolean.getBoolean("matrix.update");

	private static final Map<String, String> PLAYED = new LinkedHashMap<>();

	@AfterAll
	static void update() {
		if (UPDATE && PLAYED.size() == MatrixSetup.values().length) {
			MatrixDocument.write(PLAYED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersAreThoseOfTheContract(MatrixSetup setup) {
		Map<MatrixCell, String> words = new LinkedHashMap<>();
		Map<String, List<String>> broken = new LinkedHashMap<>();
		try (TestServer with = setup.start(); TestServer without = setup.start("session-expiry.enabled=false")) {
			MatrixPlayer player = new MatrixPlayer(setup, with);
			MatrixPlayer application = new MatrixPlayer(setup, without);
			for (MatrixState state : setup.states()) {
				for (MatrixCell cell : cells(setup, state)) {
					MatrixAnswer answer = player.play(cell);
					words.put(cell, answer.word());
					MatrixRules.broken(cell, answer)
						.forEach((rule) -> broken.computeIfAbsent(rule, (name) -> new ArrayList<>())
							.add(cell + ": " + answer));
					if (cell.isApplicationsOwn()) {
						MatrixAnswer own = application.play(cell);
						if (!own.essence().equals(answer.essence())) {
							broken.computeIfAbsent("left alone", (name) -> new ArrayList<>())
								.add(cell + ": " + answer + " instead of " + own);
						}
					}
				}
				assertThat(player.isUndisturbed(state)).as("still " + state.title()).isTrue();
			}
		}
		assertThat(message(broken)).as("Rules broken by %s", setup.title()).isEmpty();
		String table = MatrixDocument.render(setup.states(), words);
		PLAYED.put(setup.title(), table);
		if (!UPDATE) {
			String differences = MatrixDocument
				.differences(MatrixDocument.read().getOrDefault(setup.title(), "no table"), table);
			assertThat(differences)
				.as("%s differs from docs/matrix.md (to take it over on purpose: -Dmatrix.update=true)", setup.title())
				.isEmpty();
		}
	}

	@Test
	void documentHasEverySetUp() {
		if (!UPDATE) {
			assertThat(MatrixDocument.read().keySet())
				.containsExactlyElementsOf(Arrays.stream(MatrixSetup.values()).map(MatrixSetup::title).toList());
		}
	}

	private static String message(Map<String, List<String>> broken) {
		StringBuilder message = new StringBuilder();
		broken.forEach((rule, cells) -> {
			message.append(rule).append(": ").append(cells.size()).append(" cells\n");
			cells.stream().limit(5).forEach((cell) -> message.append("    ").append(cell).append('\n'));
		});
		return message.toString();
	}

	private static List<MatrixCell> cells(MatrixSetup setup, MatrixState state) {
		List<MatrixCell> cells = new ArrayList<>();
		for (MatrixClient client : MatrixClient.values()) {
			for (MatrixMethod method : MatrixMethod.values()) {
				cells.add(new MatrixCell(setup, client, method, state));
			}
		}
		return cells;
	}

}
