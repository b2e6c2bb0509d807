package io.github.sessionexpiry.sample;

import java.security.Principal;
import java.time.LocalDateTime;
import java.util.stream.Collectors;

import jakarta.validation.Valid;

import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Saves notes for scripts: takes JSON or a form, answers JSON.
 */
@RestController
@RequestMapping("/api/notes")
class NoteApi {

	private final NoteRepository notes;

	NoteApi(NoteRepository notes) {
		this.notes = notes;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	SavedNote saveJson(@Valid @RequestBody NoteForm form, Principal user) {
		return save(form, user);
	}

	@PostMapping(consumes = { MediaType.APPLICATION_FORM_URLENCODED_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE })
	@ResponseStatus(HttpStatus.CREATED)
	SavedNote saveForm(@Valid @ModelAttribute NoteForm form, Principal user) {
		return save(form, user);
	}

	private SavedNote save(NoteForm form, Principal user) {
		Note note = this.notes.add(user.getName(), form.place(), form.text(), null);
		return new SavedNote(note.id(), note.writtenAt(), note.text());
	}

	@ExceptionHandler
	ProblemDetail invalid(MethodArgumentNotValidException ex) {
		String detail = ex.getAllErrors()
			.stream()
			.map(DefaultMessageSourceResolvable::getDefaultMessage)
			.collect(Collectors.joining(" "));
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
	}

	record SavedNote(long id, LocalDateTime writtenAt, String text) {

	}

}
