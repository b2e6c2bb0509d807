package io.github.sessionexpiry.sample;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What somebody types to write a note, whether it arrives as JSON or as a form.
 *
 * @param text what was seen
 * @param place where it was seen
 */
public record NoteForm(
		@NotBlank(message = "Please write something: a note needs a text.") @Size(max = NoteForm.MAX_TEXT,
				message = "That is too long: a note has room for {max} characters.") String text,
		@Size(max = NoteForm.MAX_PLACE,
				message = "That is too long: a place has room for {max} characters.") String place) {

	/**
	 * The most characters that a note may have.
	 */
	public static final int MAX_TEXT = 2000;

	/**
	 * The most characters that the name of a place may have.
	 */
	public static final int MAX_PLACE = 80;

	public NoteForm(@Nullable String text, @Nullable String place) {
		// Browsers send line ends as CRLF, and count them as one character
		this.text = (text != null) ? text.replace("\r\n", "\n") : "";
		this.place = (place != null) ? place.strip() : "";
	}

}
