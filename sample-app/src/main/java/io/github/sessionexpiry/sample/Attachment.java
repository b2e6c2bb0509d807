package io.github.sessionexpiry.sample;

import org.springframework.http.MediaType;

/**
 * A small file that belongs to a {@link Note}.
 *
 * @param filename the name of the file, without a path
 * @param type what the file is said to contain
 * @param content the bytes of the file
 */
public record Attachment(String filename, MediaType type, byte[] content) {

	/**
	 * The most bytes that an attachment may have: attachments are kept in memory.
	 */
	public static final int MAX_SIZE = 512 * 1024;

	public boolean isImage() {
		return this.type.getType().equals("image");
	}

}
