package io.github.sessionexpiry.form;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A form that was posted when nobody was logged in any more.
 *
 * @param user the id of the user whose page it was on
 * @param sentAt when it was posted
 * @param action the path and query within this server that it was posted to
 * @param page the path and query within this server of the page that it was on
 * @param fields what is kept of it
 * @param leftOut the names of fields that are not kept; that of the CSRF token is not
 * among them
 * @since 0.1.0
 */
public record KeptForm(String user, Instant sentAt, String action, String page, List<Field> fields,
		List<String> leftOut) {

	/**
	 * Returns whether the form can be sent without being another one than its user meant.
	 * @return {@code true} if nothing has been left out
	 */
	public boolean isComplete() {
		return this.leftOut.isEmpty();
	}

	/*
	 * Lines of urlencoded text, rather than serialized objects: what comes out of a
	 * session store need not be what we put in.
	 */
	String write() {
		return String.join("\n", this.user, Long.toString(this.sentAt.toEpochMilli()), this.action, this.page,
				writeFields(), this.leftOut.stream().map(KeptForm::encode).collect(Collectors.joining("&")));
	}

	String writeFields() {
		return this.fields.stream()
			.map((field) -> encode(field.name()) + "=" + encode(field.value()))
			.collect(Collectors.joining("&"));
	}

	static KeptForm read(String text) {
		String[] lines = text.split("\n", -1);
		return new KeptForm(lines[0], Instant.ofEpochMilli(Long.parseLong(lines[1])), lines[2], lines[3],
				Arrays.stream(lines[4].split("&")).map((pair) -> pair.split("=", -1)).map(Field::read).toList(),
				lines[5].isEmpty() ? List.of() : Arrays.stream(lines[5].split("&")).map(KeptForm::decode).toList());
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	/**
	 * A field of a form. Several may have the same name.
	 *
	 * @param name its name
	 * @param value its value, as it was typed
	 */
	public record Field(String name, String value) {

		private static Field read(String[] pair) {
			return new Field(decode(pair[0]), decode(pair[1]));
		}

	}

}
