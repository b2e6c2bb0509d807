package io.github.sessionexpiry.sample.browser;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.sessionexpiry.provider.Provider;
import io.github.sessionexpiry.sample.Note;
import io.github.sessionexpiry.sample.NoteRepository;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A user of the sample who has logged in at the provider, which has to confirm that every
 * two seconds.
 */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT,
		properties = { "provider.port=0", "session-expiry.oidc.renew-after=2s" })
@ActiveProfiles("oidc")
@DirtiesContext
@Timeout(120)
class OidcIT {

	private static final List<String> CARDS = List.of("fetch", "XMLHttpRequest", "jQuery", "axios", "htmx");

	/** Counts what the starter has ever shown over the page, however briefly. */
	private static final String COUNT_DIALOGS = """
			window.dialogs = 0;
			new MutationObserver((changes) => {
			  for (const { addedNodes } of changes) {
			    window.dialogs += [...addedNodes].filter((node) => node.localName === 'session-expiry').length;
			  }
			}).observe(document, { childList: true, subtree: true });
			""";

	/**
	 * Gives up in time, so that a user who is asked fails the test and does not stop it.
	 */
	private static final String GET = "fetch('/', { signal: AbortSignal.timeout(20_000) }).then(({ status }) => status)";

	@RegisterExtension
	private final SampleBrowser browser = new SampleBrowser();

	@Autowired
	private Provider provider;

	@Autowired
	private NoteRepository notes;

	@LocalServerPort
	private int port;

	/** The renewals that the provider has granted to the page. */
	private final AtomicInteger renewals = new AtomicInteger();

	// The provider knows the port of the application before that listens on it
	@DynamicPropertySource
	static void port(DynamicPropertyRegistry registry) {
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("server.port", () -> port);
	}

	@Test
	void workWhenRenewedTenTimesThenUnnoticedAndWhenProviderEndsThenNothingIsLost() {
		FieldNotes sample = loggedIn("alice");
		Locator typed = sample.card("Ordinary form").getByLabel("Note");
		typed.fill("Half a sentence");

		for (int i = 0; this.renewals.get() < 10; i++) {
			saveNow(sample, CARDS.get(i % CARDS.size()));
			Assertions.assertThat(sample.page().evaluate(GET)).isEqualTo(200);
		}
		Assertions.assertThat(dialogs(sample)).isZero();
		assertThat(typed).hasValue("Half a sentence");

		endSessionOfProvider();
		String note = saveUntilAsked(sample);
		Assertions.assertThat(this.notes.findAll("alice")).extracting(Note::text).doesNotContain(note);
		assertThat(typed).hasValue("Half a sentence");
		sample.logInInWindow("alice");
		assertThat(sample.card("fetch").getByRole(AriaRole.STATUS)).containsText(note);
		Assertions.assertThat(this.notes.findAll("alice")).extracting(Note::text).containsOnlyOnce(note);
		assertThat(sample.dialog()).hasCount(0);
		assertThat(typed).hasValue("Half a sentence");
		Assertions.assertThat(dialogs(sample)).isOne();
		sample.isAt("/try");
	}

	@Test
	void saveWhenOnlyTheApplicationsSessionHasEndedThenWindowAsksForNothing() {
		FieldNotes sample = loggedIn("bob");
		sample.endSession();
		sample.save("fetch", "A stork, on its way");
		Page window = sample.page().waitForPopup(() -> sample.dialog().getByRole(AriaRole.BUTTON).first().click());
		sample.page().waitForCondition(window::isClosed);
		assertThat(sample.card("fetch").getByRole(AriaRole.STATUS)).containsText("A stork, on its way");
	}

	@Test
	void logOutThenLoggedOutAtTheProviderToo() {
		FieldNotes sample = loggedIn("alice");
		sample.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out")).click();
		sample.logIn("bob");
		assertThat(sample.page().getByText("bob").first()).isVisible();
	}

	private FieldNotes loggedIn(String username) {
		Page page = this.browser.newPage();
		page.addInitScript(COUNT_DIALOGS);
		FieldNotes sample = new FieldNotes(page, this.port).open("/").logIn(username);
		assertThat(page.getByText(username).first()).isVisible();
		sample.open("/try");
		page.onResponse((response) -> {
			if (response.url().contains("/login/oauth2/code/field-notes?code=")) {
				this.renewals.incrementAndGet();
			}
		});
		return sample;
	}

	private static String saveNow(FieldNotes sample, String card) {
		String note = "A wren, seen by " + UUID.randomUUID();
		sample.save(card, note);
		assertThat(sample.card(card).getByRole(AriaRole.STATUS)).containsText(note);
		return note;
	}

	/*
	 * What the provider has confirmed a moment ago is not asked again at once.
	 */
	private static String saveUntilAsked(FieldNotes sample) {
		Locator status = sample.card("fetch").getByRole(AriaRole.STATUS);
		while (true) {
			String note = "A wren, seen by " + UUID.randomUUID();
			sample.save("fetch", note);
			status.filter(new Locator.FilterOptions().setHasText(note)).or(sample.dialog()).first().waitFor();
			if (sample.dialog().isVisible()) {
				return note;
			}
		}
	}

	private void endSessionOfProvider() {
		Page page = this.browser.newPage();
		page.navigate(this.provider.issuer() + "/logout");
		page.getByRole(AriaRole.BUTTON).click();
		page.waitForURL("**/login?logout");
		page.close();
	}

	private static int dialogs(FieldNotes sample) {
		return (int) sample.page().evaluate("dialogs");
	}

}
