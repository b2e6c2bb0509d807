package io.github.sessionexpiry.thymeleaf;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.context.IWebContext;
import org.thymeleaf.web.servlet.IServletWebExchange;

/**
 * The request that a template is rendered for.
 */
final class PageRequest {

	private PageRequest() {
	}

	/**
	 * Returns the request, or {@code null} if there is none, as for a mail.
	 */
	static @Nullable HttpServletRequest of(ITemplateContext context) {
		return (context instanceof IWebContext webContext
				&& webContext.getExchange() instanceof IServletWebExchange exchange)
						? (HttpServletRequest) exchange.getNativeRequestObject() : null;
	}

}
