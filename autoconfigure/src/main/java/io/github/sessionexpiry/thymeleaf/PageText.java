package io.github.sessionexpiry.thymeleaf;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A text of a page.
 */
@FunctionalInterface
interface PageText {

	/**
	 * Returns the text, or {@code null} if there is nothing to say.
	 */
	@Nullable String of(HttpServletRequest request, Locale locale);

}
