package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;

import io.github.sessionexpiry.form.KeptForm;
import io.github.sessionexpiry.web.ResponseBody;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/**
 * The page on which a user sees a kept form and decides about it, in the language of the
 * request. It has no script, and nothing inline: it is for users without JavaScript. A
 * form that is not whole can't be sent from there, as the application could take it for
 * one whose user meant to leave a field empty.
 */
final class KeptFormPage {

	private static final String CONTENT = """
			<!DOCTYPE html>
			<html lang="%s">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width">
			<meta name="color-scheme" content="light dark">
			<title>%s</title>
			<link rel="stylesheet" href="kept-form.css">
			</head>
			<body dir="auto">
			<main>
			<h1>%2$s</h1>
			%3$s
			</main>
			</body>
			</html>
			""";

	private static final String FORM = """
			<p>%s</p>
			<dl class="about">
			<div><dt>%s</dt><dd><code dir="ltr">%s</code></dd></div>
			<div><dt>%s</dt><dd>%s</dd></div>
			</dl>
			<h2>%s</h2>
			<dl class="fields">
			%s
			</dl>
			%s
			""";

	private static final String FIELD = "<div><dt dir=\"auto\">%s</dt><dd dir=\"auto\">%s</dd></div>";

	private static final String SEND = """
			<form method="post" action="%s" accept-charset="UTF-8">
			%s
			<button>%s</button>
			<a href="%s">%s</a>
			</form>
			""";

	private static final String HIDDEN = "<input type=\"hidden\" name=\"%s\" value=\"%s\">";

	private static final String INCOMPLETE = """
			<div class="incomplete">
			<p>%s <bdi>%s</bdi></p>
			<p>%s</p>
			</div>
			<p><a href="%s">%s</a></p>
			""";

	private static final String NONE = """
			<p>%s</p>
			<p><a href="%s">%s</a></p>
			""";

	private final SessionExpiryMessages messages;

	KeptFormPage(SessionExpiryMessages messages) {
		this.messages = messages;
	}

	void send(HttpServletRequest request, HttpServletResponse response, KeptForm form, Duration age,
			@Nullable CsrfToken csrfToken) throws IOException {
		String fields = form.fields()
			.stream()
			.map((field) -> FIELD.formatted(escape(field.name()), escape(field.value())))
			.collect(Collectors.joining("\n"));
		String minutes = text(request, "minutes").replace("{0}", String.valueOf(Math.max(1, age.toMinutes())));
		write(request, response, text(request, "title"),
				FORM.formatted(text(request, "text"), text(request, "to"), escape(path(form)), text(request, "sent"),
						minutes, text(request, "fields"), fields,
						form.isComplete() ? complete(request, form, csrfToken) : incomplete(request, form)));
	}

	private String complete(HttpServletRequest request, KeptForm form, @Nullable CsrfToken csrfToken) {
		StringBuilder inputs = new StringBuilder();
		if (csrfToken != null) {
			inputs.append(HIDDEN.formatted(escape(csrfToken.getParameterName()), escape(csrfToken.getToken())));
		}
		form.fields()
			.forEach((field) -> inputs.append('\n')
				.append(HIDDEN.formatted(escape(field.name()), escape(field.value()))));
		return SEND.formatted(escape(form.action()), inputs, text(request, "send"), escape(form.page()),
				text(request, "discard"));
	}

	private String incomplete(HttpServletRequest request, KeptForm form) {
		String leftOut = form.leftOut().stream().map(KeptFormPage::escape).collect(Collectors.joining(", "));
		return INCOMPLETE.formatted(text(request, "left-out"), leftOut, text(request, "fill-in"), escape(form.page()),
				text(request, "back"));
	}

	void sendNone(HttpServletRequest request, HttpServletResponse response, String page) throws IOException {
		write(request, response, text(request, "none.title"),
				NONE.formatted(text(request, "none.text"), escape(page), text(request, "back")));
	}

	private void write(HttpServletRequest request, HttpServletResponse response, String title, String content)
			throws IOException {
		ResponseBody.write(request, response, MediaType.TEXT_HTML_VALUE + ";charset=UTF-8", CONTENT
			.formatted(escape(this.messages.text(request, "session-expiry.logged-in.language")), title, content));
	}

	// Without the query, which may be long and is not for reading
	private static String path(KeptForm form) {
		return form.action().split("\\?", 2)[0];
	}

	private String text(HttpServletRequest request, String key) {
		return escape(this.messages.text(request, "session-expiry.kept-form." + key));
	}

	private static String escape(String text) {
		return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
	}

}
