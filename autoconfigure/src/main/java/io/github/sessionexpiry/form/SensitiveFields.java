package io.github.sessionexpiry.form;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a form that are never kept: passwords, codes, tokens, and the numbers of
 * payment cards. They are told by their names alone, so a few more are left out than need
 * be, and one that is called otherwise is not.
 */
final class SensitiveFields {

	/** Anywhere in a name: {@code confirmpassword}, {@code card_number}. */
	private static final List<String> PARTS = List.of("passw", "pwd", "passphrase", "passcode", "kennwort",
			"motdepasse", "contrase", "wachtwoord", "senha", "haslo", "token", "csrf", "xsrf", "credential", "apikey",
			"accesskey", "privatekey", "cardnum", "creditcard", "securitycode");

	/**
	 * Whole words of a name, as they are in too many others: {@code shippingAddress}.
	 */
	private static final Set<String> WORDS = Set.of("pass", "pw", "pin", "otp", "totp", "2fa", "mfa", "tan", "secret",
			"secrets", "cvv", "cvc", "csc", "ccnum", "ccnumber", "pan");

	private static final Pattern BETWEEN_WORDS = Pattern
		.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})" + "|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})|(?<=\\p{L})(?=\\p{N})");

	private SensitiveFields() {
	}

	static boolean contain(String name) {
		List<String> words = Arrays.stream(BETWEEN_WORDS.split(name))
			.map((word) -> word.toLowerCase(Locale.ROOT))
			.toList();
		String joined = String.join("", words);
		return WORDS.contains(joined) || words.stream().anyMatch(WORDS::contains)
				|| PARTS.stream().anyMatch(joined::contains);
	}

}
