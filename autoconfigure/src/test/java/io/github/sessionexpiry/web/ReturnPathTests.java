package io.github.sessionexpiry.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class ReturnPathTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	ReturnPathTests() {
		this.request.setContextPath("/shop");
		this.request.setScheme("https");
		this.request.setServerName("shop.example");
		this.request.setServerPort(443);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/shop/", "/shop/page", "/shop/page?a=b&c=%2F%2Fd", "/shop/page#top",
			"/shop/page?next=//x/../y#//z", "/shop/%C3%A4", "/shop/a.b/..c/d..", "/shop/page?q={a|b}'^`",
			"/shop/@user:1" })
	void ofWhenPathOfTheApplicationThenKept(String path) {
		assertThat(ReturnPath.of(this.request, path)).hasToString(path);
	}

	@ParameterizedTest
	@MethodSource("io.github.sessionexpiry.web.HostileUrls#all")
	void ofWhenAnythingElseThenRoot(String hostile) {
		assertThat(ReturnPath.of(this.request, hostile)).hasToString("/shop/");
	}

	@Test
	void ofWhenMissingThenRoot() {
		assertThat(ReturnPath.of(this.request, null)).hasToString("/shop/");
	}

	@Test
	void ofWhenNoContextPathThenAnyPathOfTheServer() {
		this.request.setContextPath("");
		assertThat(ReturnPath.of(this.request, "/page")).hasToString("/page");
		assertThat(ReturnPath.of(this.request, "//evil.example")).hasToString("/");
	}

	@Test
	void getPathThenWithoutQueryAndFragment() {
		assertThat(ReturnPath.of(this.request, "/shop/page?a#b").getPath()).isEqualTo("/shop/page");
		assertThat(ReturnPath.of(this.request, "/shop/page#b?a").getPath()).isEqualTo("/shop/page");
		assertThat(ReturnPath.of(this.request, "/shop/page").getPath()).isEqualTo("/shop/page");
	}

	@ParameterizedTest
	@CsvSource({ "https://shop.example/shop/page?tab=2,/shop/page?tab=2",
			"https://SHOP.example:443/shop/page,/shop/page" })
	void ofRefererWhenSameOriginThenPath(String referer, String path) {
		this.request.addHeader("Referer", referer);
		assertThat(ReturnPath.ofReferer(this.request)).hasToString(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://shop.example/shop/page", "https://shop.example:8443/shop/page",
			"https://evil.example/shop/page", "https://shop.example.evil/shop/page",
			"https://shop.example@evil.example/shop/page", "https://evil.example\\@shop.example/shop/page",
			"/shop/page", "//shop.example/shop/page", "shop.example/shop/page", "https:///shop/page",
			"https://shop.example", "https://shop.example/other", "javascript://shop.example/shop/page", "" })
	void ofRefererWhenAnythingElseThenRoot(String referer) {
		this.request.addHeader("Referer", referer);
		assertThat(ReturnPath.ofReferer(this.request)).hasToString("/shop/");
	}

	@Test
	void ofRefererWhenBrowserSaysSameOriginThenPathWhateverTheProxyHides() {
		this.request.setScheme("http");
		this.request.setServerPort(8080);
		this.request.addHeader("Referer", "https://shop.example/shop/page");
		assertThat(ReturnPath.ofReferer(this.request)).hasToString("/shop/");
		this.request.addHeader("Sec-Fetch-Site", "same-origin");
		assertThat(ReturnPath.ofReferer(this.request)).hasToString("/shop/page");
	}

	@Test
	void ofRefererWhenBrowserSaysCrossSiteThenRoot() {
		this.request.addHeader("Referer", "https://shop.example/shop/page");
		this.request.addHeader("Sec-Fetch-Site", "cross-site");
		assertThat(ReturnPath.ofReferer(this.request)).hasToString("/shop/");
	}

}
