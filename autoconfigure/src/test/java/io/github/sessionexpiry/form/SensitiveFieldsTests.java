package io.github.sessionexpiry.form;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which fields are told to be secret by their names.
 */
class SensitiveFieldsTests {

	@ParameterizedTest
	@ValueSource(strings = { "password", "Password", "PASSWORD", "newPassword", "new_password", "user[password]",
			"user.credentials.password", "passwordConfirm", "confirmpassword", "txtPassword1", "passwd", "pwd",
			"userpwd", "pwd2", "pass", "user-pass", "pw", "passcode", "passphrase", "Passwort", "neuesPasswort",
			"kennwort", "mot_de_passe", "motDePasse", "contrasena", "contraseña", "wachtwoord", "senha", "haslo", "pin",
			"newPIN", "PINCode", "card-pin", "otp", "otpCode", "totp", "mfa_code", "2fa", "tan", "cvv", "CVV2", "cvc",
			"card_cvc", "csc", "cardNumber", "card_number", "cardnumber", "card.number", "creditCard", "ccnum",
			"CCNumber", "pan", "securityCode", "secret", "client_secret", "secrets[0]", "token", "accessToken",
			"access_token", "authtoken", "_csrf", "csrfmiddlewaretoken", "X-XSRF-TOKEN", "__RequestVerificationToken",
			"apiKey", "api_key", "private-key", "credentials" })
	void nameWhenOfASecretThenSensitive(String name) {
		assertThat(SensitiveFields.contain(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "text", "place", "passenger", "passengers[0].name", "passport", "passage", "shipping",
			"shippingAddress", "spinner", "opinion", "pinned", "secretary", "company", "pancake", "tangent", "standard",
			"distance", "title", "description", "scope", "key", "keywords", "code", "postcode", "number", "orderNumber",
			"username", "email", "discard", "cards", "_method", "Straße", "名前" })
	void nameWhenOfSomethingElseThenNot(String name) {
		assertThat(SensitiveFields.contain(name)).isFalse();
	}

}
