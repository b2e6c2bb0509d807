package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistration.ProviderDetails;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * Finds out whether a provider can be reached, before a browser is sent there: a browser
 * that meets an error there doesn't come back, and the page is lost. The provider's keys
 * are asked for, as the server needs them for a login, too; any answer but an error of
 * the provider will do. It is asked every ten seconds at most.
 *
 * @since 0.1.0
 */
public final class ProviderProbe {

	private static final Log logger = LogFactory.getLog(ProviderProbe.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Duration VALIDITY = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final Map<String, Finding> findings = new ConcurrentHashMap<>();

	private final ClientRegistrationRepository clientRegistrations;

	/**
	 * Creates a new instance.
	 * @param clientRegistrations has the providers
	 */
	public ProviderProbe(ClientRegistrationRepository clientRegistrations) {
		this.clientRegistrations = clientRegistrations;
	}

	boolean isReachable(OidcLogin login) {
		return this.findings
			.compute(login.registrationId(),
					(id, last) -> (last != null && last.isValid()) ? last : new Finding(ask(id)))
			.reachable();
	}

	private boolean ask(String registrationId) {
		ClientRegistration registration = this.clientRegistrations.findByRegistrationId(registrationId);
		return (registration != null) ? ask(registration)
				: isUnreachable(registrationId, "there is no such registration any more");
	}

	private boolean ask(ClientRegistration registration) {
		ProviderDetails provider = registration.getProviderDetails();
		String uri = (provider.getJwkSetUri() != null) ? provider.getJwkSetUri() : provider.getTokenUri();
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).timeout(TIMEOUT).build();
			int status = this.client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
			return status < HttpStatus.INTERNAL_SERVER_ERROR.value()
					|| isUnreachable(registration.getRegistrationId(), uri + " answers with status " + status);
		}
		catch (ConnectException | HttpTimeoutException ex) {
			return isUnreachable(registration.getRegistrationId(), uri + " does not answer: " + ex);
		}
		catch (IOException | IllegalArgumentException ex) {
			// Something is there, and it is not for us to judge what
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	private static boolean isUnreachable(String registrationId, String reason) {
		logger.warn("Sessions of the client registration '" + registrationId + "' can't be renewed now: " + reason);
		return false;
	}

	private record Finding(boolean reachable, Instant at) {

		Finding(boolean reachable) {
			this(reachable, Instant.now());
		}

		boolean isValid() {
			return this.at.plus(VALIDITY).isAfter(Instant.now());
		}

	}

}
