package io.github.sessionexpiry.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Return addresses that leave the application, or could be read so by somebody, by class.
 * The context path is {@code /shop}.
 */
public final class HostileUrls {

	private HostileUrls() {
	}

	public static Stream<String> all() {
		List<String> urls = new ArrayList<>();
		for (String slashes : List.of("//", "///", "////", "\\\\", "/\\", "\\/", "/\\/", "/%2f", "/%5c", "/%252f",
				"/%255c", "/\t/", "/\n/", "/\r/", "/\r\n/", "/%09/", "/%0a/", "/%0d/", "/%00/", "/.//", "/x/..//",
				"/%2e%2e//", "/shop//", "/shop/\\", "/shop/.//", "/shop/x/..//", "/shop\\\\", "/shop/%2f", "/shop/%5C",
				"/shop/%09/")) {
			urls.add(slashes + "evil.example");
		}
		for (String prefix : List.of("\t", "\n", "\r", " ", "\u0000", "\u0001", "\u001f", "\u007f", "\u00a0", "\u2028",
				"\ufeff")) {
			urls.add(prefix + "//evil.example");
			urls.add(prefix + "/shop/page");
			urls.add("/shop/" + prefix + "page");
		}
		for (String scheme : List.of("http:", "https:", "HTTP:", "ftp:", "javascript:", "JaVaScRiPt:", "java\tscript:",
				"data:", "vbscript:", "blob:", "file:", "about:", "ws:", "x:")) {
			urls.add(scheme + "//evil.example/shop/");
			urls.add(scheme + "evil.example");
			urls.add(scheme + "/evil.example");
			urls.add(scheme + "\\evil.example");
			urls.add(scheme + "alert(1)");
		}
		urls.addAll(List.of("?", "#", ".", "..", "shop", "shop/page", "evil.example", "user@evil.example",
				"//localhost@evil.example", "http://localhost@evil.example", "http://localhost.evil.example",
				"http://localhost:1/shop/", "http://[::1]/shop/", "http://0x7f.1/shop/", "//evil%E3%80%82example",
				"/\u2215evil", "/shop/\uff0fevil", "/shop/\u3002", "/other", "/shop", "/shopping", "/shop?x", "/Shop/",
				"/shop/../other", "/shop/..", "/shop/./page", "/shop/%2e%2e/other", "/shop/.%2E/other", "/shop/%2e/x",
				"/shop/page;jsessionid=1", "/shop;x/page", "/shop/a\r\nSet-Cookie: x=y", "/shop/a%0d%0aSet-Cookie:x=y",
				"/shop/a%E5%98%8A%E5%98%8DSet-Cookie:x\u560a", "/shop/<script>", "/shop/\"onload", "/shop/page\u0000",
				"/shop/" + "x".repeat(2048)));
		return urls.stream();
	}

}
