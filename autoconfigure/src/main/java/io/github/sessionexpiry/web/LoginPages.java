package io.github.sessionexpiry.web;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * The login pages of all chains, by their paths within the application.
 *
 * @since 0.1.0
 */
public final class LoginPages {

	private final Set<String> paths = new CopyOnWriteArraySet<>();

	/**
	 * Adds a login page.
	 * @param path its path within the application
	 */
	public void add(String path) {
		this.paths.add(path);
	}

	/**
	 * Returns whether a path is that of a login page.
	 * @param path the path within the application
	 * @return {@code true} if it is
	 */
	public boolean contains(String path) {
		return this.paths.contains(path);
	}

}
