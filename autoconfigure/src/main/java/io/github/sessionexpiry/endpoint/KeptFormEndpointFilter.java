package io.github.sessionexpiry.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.sessionexpiry.form.KeptForm;
import io.github.sessionexpiry.form.KeptForms;
import io.github.sessionexpiry.web.LoggedIn;
import io.github.sessionexpiry.web.RequestPath;
import io.github.sessionexpiry.web.ReturnPath;
import io.github.sessionexpiry.web.SessionExpiryMessages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.UriUtils;

/**
 * {@code GET <base path>/kept-form?continue=<path>}: shows its user, once, the form that
 * was posted when nobody was logged in any more. It is sent if the user says so, and not
 * otherwise. {@code continue} is the page to come back to.
 *
 * @since 0.1.0
 */
public final class KeptFormEndpointFilter extends EndpointFilter {

	/*
	 * In the place of the application's, which need not keep the page out of frames or
	 * away from scripts. It does not say where forms may go: browsers would apply that to
	 * what the application redirects to when it has got the form.
	 */
	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; "
			+ "frame-ancestors 'none'";

	private final String basePath;

	private final KeptForms forms;

	private final LoggedIn loggedIn;

	private final KeptFormPage page;

	/**
	 * Creates a new instance.
	 * @param basePath the path of the endpoints within the application
	 * @param forms keeps the forms
	 * @param loggedIn tells who is logged in
	 * @param messages the texts of the page
	 */
	public KeptFormEndpointFilter(String basePath, KeptForms forms, LoggedIn loggedIn, SessionExpiryMessages messages) {
		// Not HEAD, as the form is shown once
		super((request) -> HttpMethod.GET.matches(request.getMethod()) && RequestPath.of(request).equals(forms.path()));
		this.basePath = basePath;
		this.forms = forms;
		this.loggedIn = loggedIn;
		this.page = new KeptFormPage(messages);
	}

	@Override
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String target = ReturnPath.of(request, ReturnTarget.of(request)).toString();
		Authentication user = this.loggedIn.user();
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (user == null) {
			response.sendRedirect(request.getContextPath() + this.basePath + "/login?continue="
					+ UriUtils.encode(target, StandardCharsets.UTF_8));
			return;
		}
		response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
		KeptForm form = this.forms.take(user, request, response);
		if (form != null) {
			this.page.send(request, response, form, this.forms.age(form),
					(CsrfToken) request.getAttribute(CsrfToken.class.getName()));
		}
		else {
			response.setStatus(HttpStatus.NOT_FOUND.value());
			this.page.sendNone(request, response, target);
		}
	}

}
