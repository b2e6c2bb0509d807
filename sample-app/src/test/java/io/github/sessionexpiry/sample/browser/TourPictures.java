package io.github.sessionexpiry.sample.browser;

import java.nio.file.Path;
import java.util.Base64;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * Takes the pictures in {@code docs/tour.md}, 1100 pixels wide, if the system property
 * {@code screenshots.update} says so.
 */
final class TourPictures {

	private static final int WIDTH = 1100;

	private static final int HEIGHT = 680;

	private static final int GAP = 20;

	private TourPictures() {
	}

	static void take(String name, Page page) {
		if (isWanted()) {
			page.screenshot(size(page, WIDTH, HEIGHT).setPath(path(name)));
		}
	}

	/**
	 * Two pages as in two windows, one beside the other.
	 * @param name the name of the picture
	 * @param left one page
	 * @param right the other page
	 */
	static void takeSideBySide(String name, Page left, Page right) {
		if (isWanted()) {
			int width = (WIDTH - 3 * GAP) / 2;
			String style = "%s: %dpx; top: %dpx";
			compose(name, left.context(), image(left, width, style.formatted("left", GAP, GAP)),
					image(right, width, style.formatted("right", GAP, GAP)));
		}
	}

	private static void compose(String name, BrowserContext context, String... images) {
		try (Page picture = context.newPage()) {
			picture.setContent("""
					<style>
					  body { margin: 0; background: #8d97a0 }
					  img { position: absolute; border-radius: 8px; box-shadow: 0 3px 14px rgb(0 0 0 / 50%) }
					</style>
					""" + String.join("", images));
			picture.screenshot(size(picture, WIDTH, HEIGHT + 2 * GAP).setPath(path(name)));
		}
	}

	private static String image(Page page, int width, String style) {
		byte[] screenshot = page.screenshot(size(page, width, HEIGHT));
		return "<img style='%s' src='data:image/png;base64,%s'>".formatted(style,
				Base64.getEncoder().encodeToString(screenshot));
	}

	private static Page.ScreenshotOptions size(Page page, int width, int height) {
		page.setViewportSize(width, height);
		page.evaluate("scrollTo(0, 0)");
		page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
		return new Page.ScreenshotOptions();
	}

	private static boolean isWanted() {
		return Boolean.getBoolean("screenshots.update");
	}

	private static Path path(String name) {
		return Path.of("..", "docs", "images", "tour-" + name + ".png");
	}

}
