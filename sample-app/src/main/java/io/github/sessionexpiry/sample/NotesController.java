package io.github.sessionexpiry.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Set;

import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.StringUtils;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/**
 * The notebook: pages to read, write and change notes.
 */
@Controller
class NotesController {

	// No type that a browser would run as a document of this site
	private static final Set<String> ATTACHMENT_TYPES = Set.of("image/gif", "image/jpeg", "image/png", "image/webp",
			"text/plain");

	private final NoteRepository notes;

	NotesController(NoteRepository notes) {
		this.notes = notes;
	}

	@GetMapping({ "/", "/notes" })
	String list(Principal user, Model model) {
		model.addAttribute("form", new NoteForm(null, null));
		return listPage(user, model);
	}

	@PostMapping("/notes")
	String add(@Valid @ModelAttribute("form") NoteForm form, BindingResult errors,
			@RequestParam(required = false) @Nullable MultipartFile file, Principal user, Model model)
			throws IOException {
		Attachment attachment = attachment(file, errors);
		if (errors.hasErrors()) {
			return listPage(user, model);
		}
		this.notes.add(user.getName(), form.place(), form.text(), attachment);
		return "redirect:/";
	}

	@GetMapping("/notes/{id}")
	String show(@PathVariable long id, Principal user, Model model) {
		model.addAttribute("note", note(id, user));
		return "note";
	}

	@GetMapping("/notes/{id}/edit")
	String edit(@PathVariable long id, Principal user, Model model) {
		Note note = note(id, user);
		model.addAttribute("note", note);
		model.addAttribute("form", new NoteForm(note.text(), note.place()));
		return "edit";
	}

	@PostMapping("/notes/{id}")
	String change(@PathVariable long id, @Valid @ModelAttribute("form") NoteForm form, BindingResult errors,
			@RequestParam(required = false) @Nullable MultipartFile file, Principal user, Model model)
			throws IOException {
		Note note = note(id, user);
		Attachment attachment = attachment(file, errors);
		if (errors.hasErrors()) {
			model.addAttribute("note", note);
			return "edit";
		}
		this.notes.update(id, user.getName(), form.place(), form.text(), attachment);
		return "redirect:/notes/" + id;
	}

	/**
	 * Serves the file of a note. It came from a user, so the browser is told to save it
	 * rather than to open it; an image can still be shown with an {@code img} element.
	 */
	@GetMapping("/notes/{id}/attachment")
	ResponseEntity<byte[]> attachment(@PathVariable long id, Principal user) {
		Attachment attachment = note(id, user).attachment();
		if (attachment == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		ContentDisposition disposition = ContentDisposition.attachment()
			.filename(attachment.filename(), StandardCharsets.UTF_8)
			.build();
		return ResponseEntity.ok()
			.contentType(attachment.type())
			.header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
			.header("X-Content-Type-Options", "nosniff")
			.body(attachment.content());
	}

	private String listPage(Principal user, Model model) {
		model.addAttribute("notes", this.notes.findAll(user.getName()));
		return "notes";
	}

	private Note note(long id, Principal user) {
		return this.notes.find(id, user.getName()).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

	private static @Nullable Attachment attachment(@Nullable MultipartFile file, BindingResult errors)
			throws IOException {
		if (file == null || file.isEmpty()) {
			return null;
		}
		if (file.getSize() > Attachment.MAX_SIZE) {
			errors.reject("file", "That file is too large: an attachment has room for 512 KB.");
			return null;
		}
		String type = file.getContentType();
		if (type == null || !ATTACHMENT_TYPES.contains(type)) {
			errors.reject("file", "Please attach a picture (PNG, JPEG, GIF, WebP) or a plain text file.");
			return null;
		}
		String filename = StringUtils.getFilename(file.getOriginalFilename());
		return new Attachment(StringUtils.hasText(filename) ? filename : "attachment", MediaType.parseMediaType(type),
				file.getBytes());
	}

}
