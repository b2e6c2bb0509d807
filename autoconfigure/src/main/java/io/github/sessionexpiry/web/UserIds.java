package io.github.sessionexpiry.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.security.core.Authentication;
import org.springframework.util.Assert;

/**
 * Opaque ids of users, by which a page can tell that another user has logged in without
 * being told who. A keyed hash of the name (HMAC-SHA-256, RFC 2104, cut to 128 bits): the
 * same for the same user on every node that has the same secret, and without the secret
 * not to be got back to the name by trying names.
 *
 * @since 0.1.0
 */
public final class UserIds {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int LENGTH = 16;

	private final SecretKeySpec idKey;

	private final SecretKeySpec sealKey;

	/**
	 * Creates a new instance.
	 * @param secret the secret, the same on every node
	 */
	public UserIds(String secret) {
		Assert.hasText(secret, "secret must not be empty");
		this.idKey = key(secret);
		// Of its own, so that nobody can choose a name whose id is the seal of another id
		this.sealKey = key(secret + ":seal");
	}

	private static SecretKeySpec key(String secret) {
		return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
	}

	/**
	 * Returns the id of a user.
	 * @param user who is logged in
	 * @return 22 characters, each of them safe in a header, a URL and an attribute
	 */
	public String idOf(Authentication user) {
		return hash(this.idKey, user.getName());
	}

	/**
	 * Returns what shows that an id was given out by a server with this secret.
	 * @param id the id of a user
	 * @return 22 characters, each of them safe in a header, a URL and an attribute
	 */
	public String sealOf(String id) {
		return hash(this.sealKey, id);
	}

	private static String hash(SecretKeySpec key, String text) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, LENGTH));
		}
		catch (GeneralSecurityException ex) {
			// Every Java platform has to have it
			throw new IllegalStateException(ex);
		}
	}

}
