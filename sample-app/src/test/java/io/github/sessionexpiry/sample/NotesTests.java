package io.github.sessionexpiry.sample;

import java.util.List;

import io.github.sessionexpiry.provider.Provider;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.test.context.support.WithAnonymousUser;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

@SpringBootTest
@AutoConfigureMockMvc
@WithMockUser("alice")
class NotesTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private NoteRepository notes;

	@Test
	void listShowsOwnNotesOnly() {
		this.notes.add("alice", "", "A newt of alice", null);
		this.notes.add("bob", "", "A newt of bob", null);

		assertThat(this.mvc.get().uri("/")).hasStatusOk()
			.bodyText()
			.contains("A newt of alice")
			.doesNotContain("A newt of bob");
	}

	@Test
	void noteOfSomebodyElseIsNotFound() {
		Note note = this.notes.add("bob", "", "Chanterelles", attachment());

		for (String uri : List.of("/notes/{id}", "/notes/{id}/edit", "/notes/{id}/attachment")) {
			assertThat(this.mvc.get().uri(uri, note.id())).hasStatus(HttpStatus.NOT_FOUND);
		}
		assertThat(this.mvc.post().uri("/notes/{id}", note.id()).param("text", "Mine now").with(csrf()))
			.hasStatus(HttpStatus.NOT_FOUND);
		assertThat(this.notes.find(note.id(), "bob")).contains(note);
	}

	@Test
	void formSavesNoteWithAttachment() {
		MockMultipartFile file = new MockMultipartFile("file", "list.txt", "text/plain", "robin".getBytes());

		MvcTestResult result = this.mvc.post()
			.uri("/notes")
			.multipart()
			.file(file)
			.param("text", "Robin in the hedge")
			.param("place", " Hedge ")
			.with(csrf())
			.exchange();

		assertThat(result).hasStatus3xxRedirection().hasRedirectedUrl("/");
		assertThat(this.notes.findAll("alice")).anySatisfy((note) -> {
			assertThat(note.text()).isEqualTo("Robin in the hedge");
			assertThat(note.place()).isEqualTo("Hedge");
			assertThat(note.attachment()).isNotNull();
		});
	}

	@Test
	void changedNoteKeepsItsAttachment() {
		Note note = this.notes.add("alice", "", "One wren", attachment());

		assertThat(this.mvc.post().uri("/notes/{id}", note.id()).param("text", "Two wrens").with(csrf()))
			.hasRedirectedUrl("/notes/" + note.id());

		assertThat(this.notes.find(note.id(), "alice")).hasValueSatisfying((changed) -> {
			assertThat(changed.text()).isEqualTo("Two wrens");
			assertThat(changed.attachment()).isSameAs(note.attachment());
			assertThat(changed.writtenAt()).isEqualTo(note.writtenAt());
		});
	}

	@Test
	void formWithoutTextSaysSo() {
		assertThat(this.mvc.post().uri("/notes").param("text", "  ").with(csrf())).hasStatusOk()
			.bodyText()
			.contains("Please write something: a note needs a text.");
	}

	@Test
	void formWithTooLongTextSaysSoAndKeepsIt() {
		String text = "a".repeat(NoteForm.MAX_TEXT + 1);

		assertThat(this.mvc.post().uri("/notes").param("text", text).with(csrf())).hasStatusOk()
			.bodyText()
			.contains("a note has room for 2000 characters", text);
	}

	@Test
	void formWithTooLargeFileSaysSoAndKeepsTheText() {
		MockMultipartFile file = new MockMultipartFile("file", "big.png", "image/png",
				new byte[Attachment.MAX_SIZE + 1]);

		assertThat(this.mvc.post().uri("/notes").multipart().file(file).param("text", "A big bird").with(csrf()))
			.hasStatusOk()
			.bodyText()
			.contains("That file is too large", "A big bird");
	}

	@Test
	void formWithHtmlFileRefusesIt() {
		MockMultipartFile file = new MockMultipartFile("file", "page.html", "text/html", "<script>".getBytes());

		assertThat(this.mvc.post().uri("/notes").multipart().file(file).param("text", "A trap").with(csrf()))
			.hasStatusOk()
			.bodyText()
			.contains("Please attach a picture");
	}

	@Test
	void attachmentIsServedAsADownload() {
		Note note = this.notes.add("alice", "", "Robin", attachment());

		assertThat(this.mvc.get().uri("/notes/{id}/attachment", note.id())).hasStatusOk()
			.hasContentType(MediaType.TEXT_PLAIN)
			.hasHeader("X-Content-Type-Options", "nosniff")
			.hasHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"list.txt\"; filename*=UTF-8''list.txt")
			.hasBodyTextEqualTo("robin");
	}

	@Test
	void apiSavesJson() {
		assertThat(this.mvc.post()
			.uri("/api/notes")
			.contentType(MediaType.APPLICATION_JSON)
			.content("{\"text\":\"Robin\"}")
			.with(csrf())).hasStatus(HttpStatus.CREATED).bodyJson().extractingPath("$.text").isEqualTo("Robin");
	}

	@Test
	void apiSavesForm() {
		assertThat(this.mvc.post().uri("/api/notes").formField("text", "Wren").with(csrf()))
			.hasStatus(HttpStatus.CREATED)
			.bodyJson()
			.extractingPath("$.text")
			.isEqualTo("Wren");
	}

	@Test
	void apiWithoutTextReportsProblem() {
		assertThat(this.mvc.post().uri("/api/notes").contentType(MediaType.APPLICATION_JSON).content("{}").with(csrf()))
			.hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("Please write something: a note needs a text.");
	}

	@Test
	void htmxGetsTheOutcomeAlone() {
		assertThat(this.mvc.post()
			.uri("/try/notes")
			.header("HX-Request", "true")
			.formField("text", "Moth <on> the lamp")
			.with(csrf())).hasStatusOk().bodyText().startsWith("Saved note #").endsWith("Moth &lt;on&gt; the lamp");
	}

	@Test
	void ordinaryFormGetsTheOutcomeAfterARedirect() {
		MvcTestResult result = this.mvc.post().uri("/try/notes").formField("text", "Swift").with(csrf()).exchange();

		assertThat(result).hasRedirectedUrl("/try#form");
		assertThat(result.getMvcResult().getFlashMap().get("outcome")).asString()
			.startsWith("Saved note #")
			.endsWith(": Swift");
	}

	@Test
	void cardsShowTheirCode() {
		assertThat(this.mvc.get().uri("/try")).hasStatusOk()
			.hasHeader("Content-Security-Policy", "default-src 'self'")
			.bodyText()
			.contains("card(&#39;axios&#39;", "hx-post=&quot;try/notes&quot;", "th:action=&quot;@{/try/notes}&quot;");
	}

	@Test
	void pagesTellTheScriptWhoseTheyAre() {
		assertThat(this.mvc.get().uri("/")).hasStatusOk()
			.bodyText()
			.containsPattern(
					"<script src=\"/session-expiry/session-expiry\\.js\\?v=[0-9a-f]{32}\" data-user=\"[\\w-]{22}\"");
	}

	@Test
	@WithAnonymousUser
	void loginPageTellsTheScriptThatItIsNobodys() {
		assertThat(this.mvc.get().uri("/login")).hasStatusOk()
			.bodyText()
			.contains(" data-user=\"\" data-warn=\"30s\"></script>");
	}

	@Test
	void endInvalidatesTheSessionAndKeepsTheCookie() {
		MockHttpSession session = new MockHttpSession();

		assertThat(this.mvc.post().uri("/session/end").session(session).with(csrf())).hasStatus(HttpStatus.NO_CONTENT)
			.doesNotContainHeader(HttpHeaders.SET_COOKIE);

		assertThat(session.isInvalid()).isTrue();
	}

	@Test
	void shortenLetsTheSessionEndSoon() {
		MockHttpSession session = new MockHttpSession();

		assertThat(this.mvc.post().uri("/session/shorten").session(session).with(csrf()))
			.hasStatus(HttpStatus.NO_CONTENT);

		assertThat(session.isInvalid()).isFalse();
		assertThat(session.getMaxInactiveInterval()).isEqualTo(45);
	}

	@Test
	void providerIsOfTheProfileOidcAlone(@Autowired ApplicationContext context) {
		for (Class<?> type : List.of(Provider.class, ClientRegistrationRepository.class,
				AuthorizationServerSettings.class, JwtDecoder.class)) {
			assertThat(context.getBeanProvider(type)).as(type.getName()).isEmpty();
		}
	}

	private static Attachment attachment() {
		return new Attachment("list.txt", MediaType.TEXT_PLAIN, "robin".getBytes());
	}

}
