package io.github.sessionexpiry.oidc;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	private final Map<String, Provider> providers = new ConcurrentHashMap<>();

	private final ClientRegistrationRepository clientRegistrations;

	/**
	 * Creates a new instance.
	 * @param clientRegistrations has the providers
	 */
	public ProviderProbe(ClientRegistrationRepository clientRegistrations) {
		this.clientRegistrations = clientRegistrations;
	}

	boolean isReachable(OidcLogin login) {
		return this.providers.computeIfAbsent(login.registrationId(), Provider::new).isReachable();
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
			HttpResponse<InputStream> response = this.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
			// The timeout ends with the headers, and a body may take for ever
			response.body().close();
			return response.statusCode() < HttpStatus.INTERNAL_SERVER_ERROR.value() || isUnreachable(
					registration.getRegistrationId(), uri + " answers with status " + response.statusCode());
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

	/**
	 * The provider of one registration.
	 */
	private final class Provider {

		private final Lock asking = new ReentrantLock();

		private final String registrationId;

		private volatile @Nullable Finding last;

		Provider(String registrationId) {
			this.registrationId = registrationId;
		}

		boolean isReachable() {
			Finding known = this.last;
			if (known != null && known.isValid()) {
				return known.reachable();
			}
			// While a provider that is down makes one wait, the others need not
			if (known != null && known.isRecentFailure()) {
				return this.asking.tryLock() && ask();
			}
			this.asking.lock();
			return ask();
		}

		private boolean ask() {
			try {
				Finding known = this.last;
				if (known == null || !known.isValid()) {
					known = new Finding(ProviderProbe.this.ask(this.registrationId));
					this.last = known;
				}
				return known.reachable();
			}
			finally {
				this.asking.unlock();
			}
		}

	}

	private record Finding(boolean reachable, Instant at) {

		Finding(boolean reachable) {
			this(reachable, Instant.now());
		}

		boolean isValid() {
			return this.at.plus(VALIDITY).isAfter(Instant.now());
		}

		boolean isRecentFailure() {
			return !this.reachable && this.at.plus(VALIDITY.multipliedBy(2)).isAfter(Instant.now());
		}

	}

}
