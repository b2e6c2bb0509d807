package io.github.sessionexpiry.web;

import java.io.OutputStream;
import java.io.PrintWriter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * Takes an answer that will not be sent: status, redirect and body. Headers and cookies
 * pass, so that a log-out that is part of it is complete.
 */
class DiscardingResponse extends HttpServletResponseWrapper {

	private final PrintWriter writer = new PrintWriter(OutputStream.nullOutputStream());

	DiscardingResponse(HttpServletResponse response) {
		super(response);
	}

	@Override
	public void setStatus(int status) {
	}

	@Override
	public void sendError(int status) {
	}

	@Override
	public void sendError(int status, String message) {
	}

	@Override
	public void sendRedirect(String location) {
	}

	@Override
	public void sendRedirect(String location, int status) {
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) {
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) {
	}

	@Override
	public void setContentType(String type) {
	}

	@Override
	public void setContentLength(int length) {
	}

	@Override
	public void setContentLengthLong(long length) {
	}

	@Override
	public void flushBuffer() {
	}

	@Override
	public PrintWriter getWriter() {
		return this.writer;
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return new ServletOutputStream() {

			@Override
			public void write(int b) {
			}

			@Override
			public boolean isReady() {
				return true;
			}

			@Override
			public void setWriteListener(WriteListener listener) {
				throw new IllegalStateException("Not asynchronous");
			}

		};
	}

}
