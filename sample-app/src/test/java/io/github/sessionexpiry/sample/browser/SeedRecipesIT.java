package io.github.sessionexpiry.sample.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The recipes that people use today, each in a dozen lines and without our script,
 * against our server. Each page asks for something when it is clicked, and each ends up
 * at the login.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SeedRecipesIT {

	@RegisterExtension
	private final SampleBrowser browser = new SampleBrowser();

	@LocalServerPort
	private int port;

	@Test
	void jQueryComparesTheBodyWithTheSentinel() {
		assertLeadsToLogin("""
				<script src="/webjars/jquery/jquery.min.js"></script>
				<script>
				  $(document).ajaxComplete((event, xhr) => {
				    if (xhr.responseText === 'LOGIN_REQUIRED') {
				      location.href = '/login';
				    }
				  });
				  $(document).on('click', () => $.ajax('/', { dataType: 'text' }));
				</script>
				""");
	}

	@Test
	void fetchLooksAtStatusAndHeader() {
		assertLeadsToLogin("""
				<script>
				  document.onclick = async () => {
				    const response = await fetch('/');
				    if (response.status === 403 && response.headers.has('login_url')) {
				      location.href = response.headers.get('login_url');
				    }
				  };
				</script>
				""");
	}

	@Test
	void xmlHttpRequestChecksTheHeaderOfTheLoginPage() {
		assertLeadsToLogin("""
				<script>
				  document.onclick = () => {
				    const xhr = new XMLHttpRequest();
				    xhr.onload = () => {
				      if (xhr.status === 200 && xhr.getResponseHeader('IsLoginPage') === '1') {
				        location.href = xhr.responseURL;
				      }
				    };
				    xhr.open('GET', '/');
				    xhr.setRequestHeader('Accept', 'text/html');
				    xhr.send();
				  };
				</script>
				""");
	}

	private void assertLeadsToLogin(String script) {
		Page page = this.browser.newPage();
		page.route("**/recipe", (route) -> route
			.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<!DOCTYPE html>" + script)));
		FieldNotes sample = new FieldNotes(page, this.port).open("/recipe");
		page.mouse().click(10, 10);
		sample.logIn("alice");
	}

}
