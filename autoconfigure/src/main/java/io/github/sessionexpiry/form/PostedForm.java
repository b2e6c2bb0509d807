package io.github.sessionexpiry.form;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.sessionexpiry.web.RequestOrigin;
import io.github.sessionexpiry.web.ReturnPath;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * A request that is a form which may be kept: posted by a page of this origin, urlencoded
 * and not too large. One that another site made is not, as its user would be asked to
 * send what they have never seen.
 */
final class PostedForm {

	static final int MAX_SIZE = 64 * 1024;

	private final HttpServletRequest request;

	private PostedForm(HttpServletRequest request) {
		this.request = request;
	}

	static @Nullable PostedForm of(HttpServletRequest request) {
		boolean form = !HttpMethod.GET.matches(request.getMethod()) && !HttpMethod.HEAD.matches(request.getMethod())
				&& StringUtils.startsWithIgnoreCase(request.getContentType(),
						MediaType.APPLICATION_FORM_URLENCODED_VALUE)
				&& request.getContentLengthLong() <= MAX_SIZE && RequestOrigin.isSame(request);
		return form ? new PostedForm(request) : null;
	}

	/**
	 * Reads the form.
	 * @param user the id of the user whose page it was on
	 * @param page where to come back to
	 * @param sentAt when it was posted
	 * @return what is to be kept, {@code null} if there is nothing, or too much, or it
	 * can't be read
	 */
	@Nullable KeptForm read(String user, String page, Instant sentAt) {
		String action = action();
		if (!ReturnPath.of(this.request, action).toString().equals(action)) {
			return null;
		}
		List<KeptForm.Field> fields = new ArrayList<>();
		List<String> leftOut = new ArrayList<>();
		for (KeptForm.Field field : fields()) {
			if (!SensitiveFields.contain(field.name())) {
				fields.add(field);
			}
			else if (!leftOut.contains(field.name())) {
				leftOut.add(field.name());
			}
		}
		KeptForm form = new KeptForm(user, sentAt, action, page, fields, leftOut);
		return (fields.isEmpty() || form.write().length() > MAX_SIZE) ? null : form;
	}

	private String action() {
		String query = this.request.getQueryString();
		return (query != null) ? this.request.getRequestURI() + "?" + query : this.request.getRequestURI();
	}

	private List<KeptForm.Field> fields() {
		List<KeptForm.Field> fields = new ArrayList<>();
		String csrfParameter = csrfParameter();
		try {
			this.request.getParameterMap().forEach((name, values) -> {
				if (!name.equals(csrfParameter)) {
					Arrays.stream(values)
						.skip(countInQuery(name))
						.forEach((value) -> fields.add(new KeptForm.Field(name, value)));
				}
			});
			return fields;
		}
		catch (RuntimeException ex) {
			// The way of each container to say that there are too many, or that they
			// can't be decoded
			return List.of();
		}
	}

	private @Nullable String csrfParameter() {
		return (this.request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token)
				? token.getParameterName() : null;
	}

	// Parameters of the query stay there. They come ahead of those of the body (Jakarta
	// Servlet 6.1, 3.1)
	private long countInQuery(String name) {
		String query = this.request.getQueryString();
		return (query != null) ? Arrays.stream(query.split("&"))
			.map((pair) -> pair.split("=", 2)[0].replace('+', ' '))
			.filter((encoded) -> UriUtils.decode(encoded, StandardCharsets.UTF_8).equals(name))
			.count() : 0;
	}

}
