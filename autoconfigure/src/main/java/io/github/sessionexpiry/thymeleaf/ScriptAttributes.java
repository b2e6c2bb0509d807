package io.github.sessionexpiry.thymeleaf;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The attributes that the script's tag has for the page of a request.
 */
@FunctionalInterface
interface ScriptAttributes {

	/**
	 * Returns the attributes, unescaped, or none if there is to be no script.
	 */
	Map<String, String> of(HttpServletRequest request);

}
