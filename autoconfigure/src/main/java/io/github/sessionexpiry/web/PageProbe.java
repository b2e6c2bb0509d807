package io.github.sessionexpiry.web;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.access.ExceptionTranslationFilter;

/**
 * Finds out whether an entry point that the application has written itself leads to a
 * login page, by asking it what it would answer to a page request. An entry point can't
 * be looked into, and may decide by the path.
 *
 * @since 0.1.0
 */
public final class PageProbe {

	private final ExceptionTranslationFilter exceptionTranslationFilter;

	private final SecurityContextHolderStrategy securityContextHolderStrategy;

	/**
	 * Creates a new instance.
	 * @param exceptionTranslationFilter has the entry point
	 * @param securityContextHolderStrategy holds the security context
	 */
	public PageProbe(ExceptionTranslationFilter exceptionTranslationFilter,
			SecurityContextHolderStrategy securityContextHolderStrategy) {
		this.exceptionTranslationFilter = exceptionTranslationFilter;
		this.securityContextHolderStrategy = securityContextHolderStrategy;
	}

	/**
	 * Returns whether a page would be redirected in place of this request.
	 * @param request the request that needs somebody to be logged in
	 * @param response the response, which is not touched
	 * @return {@code true} if there is somewhere to log in
	 */
	public boolean isRedirected(HttpServletRequest request, HttpServletResponse response) {
		SecurityContext context = this.securityContextHolderStrategy.getContext();
		RecordingResponse recording = new RecordingResponse(response);
		try {
			this.exceptionTranslationFilter.doFilter(new PageRequest(request), recording, (rq, rs) -> {
				throw new InsufficientAuthenticationException("What would a page be told?");
			});
			return recording.redirected;
		}
		catch (IOException | ServletException | RuntimeException ex) {
			return false;
		}
		finally {
			this.securityContextHolderStrategy.setContext(context);
		}
	}

	/**
	 * The request as a navigation would make it. What is remembered of it is forgotten.
	 */
	private static final class PageRequest extends HttpServletRequestWrapper {

		private static final Set<String> SCRIPT_HEADERS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		static {
			Collections.addAll(SCRIPT_HEADERS, "X-Requested-With", "HX-Request", "Turbo-Frame", "X-Turbo-Request-Id",
					"X-Up-Version", "Faces-Request");
		}

		private static final HttpSession FORGETFUL_SESSION = (HttpSession) Proxy.newProxyInstance(
				PageRequest.class.getClassLoader(), new Class<?>[] { HttpSession.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "getId" -> "probe";
					case "getAttributeNames" -> Collections.emptyEnumeration();
					case "getCreationTime", "getLastAccessedTime" -> 0L;
					case "getMaxInactiveInterval" -> 0;
					case "isNew" -> true;
					default -> null;
				});

		PageRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getMethod() {
			return "GET";
		}

		@Override
		public @Nullable String getHeader(String name) {
			if (name.equalsIgnoreCase(HttpHeaders.ACCEPT)) {
				return "text/html";
			}
			if (name.equalsIgnoreCase("Sec-Fetch-Mode")) {
				return "navigate";
			}
			return SCRIPT_HEADERS.contains(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			if (name.equalsIgnoreCase(HttpHeaders.ACCEPT) || name.equalsIgnoreCase("Sec-Fetch-Mode")
					|| SCRIPT_HEADERS.contains(name)) {
				String value = getHeader(name);
				return (value != null) ? Collections.enumeration(Set.of(value)) : Collections.emptyEnumeration();
			}
			return super.getHeaders(name);
		}

		@Override
		public HttpSession getSession() {
			return FORGETFUL_SESSION;
		}

		@Override
		public @Nullable HttpSession getSession(boolean create) {
			return create ? FORGETFUL_SESSION : null;
		}

	}

	private static final class RecordingResponse extends DiscardingResponse {

		private boolean redirected;

		RecordingResponse(HttpServletResponse response) {
			super(response);
		}

		@Override
		public void sendRedirect(String location) {
			this.redirected = true;
		}

		@Override
		public void sendRedirect(String location, int status) {
			this.redirected = true;
		}

		@Override
		public void sendRedirect(String location, boolean clearBuffer) {
			this.redirected = true;
		}

		@Override
		public void sendRedirect(String location, int status, boolean clearBuffer) {
			this.redirected = true;
		}

		@Override
		public void setHeader(String name, @Nullable String value) {
		}

		@Override
		public void addHeader(String name, @Nullable String value) {
		}

		@Override
		public void addCookie(jakarta.servlet.http.Cookie cookie) {
		}

	}

}
