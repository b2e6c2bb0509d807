package io.github.sessionexpiry.provider;

import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An OpenID Connect provider, Spring Authorization Server, on a port of its own: in the
 * JVM of the application whose users it logs in, but otherwise as far from it as if it
 * were elsewhere.
 */
public final class Provider implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Provider(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts a provider.
	 * @param port the port it listens on, or 0 for a free one
	 * @param application the base URL of the application that logs its users in here
	 * @return the provider, which is to be closed
	 */
	public static Provider start(int port, String application) {
		// Arguments, because they win over what the environment says to the application
		return new Provider(new SpringApplicationBuilder(ProviderConfiguration.class).main(Provider.class)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.run("--spring.config.name=provider", "--server.port=" + port, "--provider.application=" + application));
	}

	/**
	 * Returns the issuer identifier, which is the URL of the provider.
	 */
	public String issuer() {
		return "http://localhost:" + this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Override
	public void close() {
		this.context.close();
	}

}
