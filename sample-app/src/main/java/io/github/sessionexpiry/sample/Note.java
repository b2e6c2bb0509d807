package io.github.sessionexpiry.sample;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A page of somebody's notebook.
 *
 * @param id the number of the note, unique among all users
 * @param author the name of the user that the note belongs to
 * @param writtenAt when the note was saved for the first time
 * @param place where it was written, or an empty string
 * @param text what was seen
 * @param attachment a picture or a text file that belongs to it
 */
public record Note(long id, String author, LocalDateTime writtenAt, String place, String text,
		@Nullable Attachment attachment) {

	/**
	 * Returns what the note is listed under.
	 * @return the place, or the number of a note without a place
	 */
	public String title() {
		return this.place.isEmpty() ? "Note " + this.id : this.place;
	}

	public String written(String pattern) {
		return this.writtenAt.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
	}

}
