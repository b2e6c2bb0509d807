package io.github.sessionexpiry.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The page "Six ways to save a note". Four of them use the {@link NoteApi}; htmx and the
 * ordinary form want HTML and get it here.
 */
@Controller
@RequestMapping("/try")
class TryController {

	private final NoteRepository notes;

	private final Map<String, String> code;

	TryController(NoteRepository notes) throws IOException {
		this.notes = notes;
		this.code = readCode();
	}

	/**
	 * The page shows the files that it runs, so that what it shows is true.
	 */
	private static Map<String, String> readCode() throws IOException {
		Map<String, String> code = new LinkedHashMap<>();
		for (String file : List.of("static/js/try/fetch.js", "static/js/try/xhr.js", "static/js/try/jquery.js",
				"static/js/try/axios.js", "static/js/try/htmx.js", "templates/try/htmx.html",
				"templates/try/form.html")) {
			String name = file.substring(file.lastIndexOf('/') + 1);
			code.put(name, new ClassPathResource(file).getContentAsString(StandardCharsets.UTF_8).strip());
		}
		return code;
	}

	@ModelAttribute("code")
	Map<String, String> code() {
		return this.code;
	}

	@GetMapping
	String page() {
		return "try";
	}

	@PostMapping(path = "/notes", headers = "HX-Request")
	String saveHtmx(@Valid @ModelAttribute NoteForm form, BindingResult errors, Principal user, Model model) {
		model.addAttribute("outcome", save(form, errors, user));
		return "try :: saved";
	}

	@PostMapping("/notes")
	String saveForm(@Valid @ModelAttribute NoteForm form, BindingResult errors, Principal user,
			RedirectAttributes redirect) {
		redirect.addFlashAttribute("outcome", save(form, errors, user));
		return "redirect:/try#form";
	}

	private String save(NoteForm form, BindingResult errors, Principal user) {
		if (errors.hasErrors()) {
			return "Not saved: " + errors.getAllErrors().get(0).getDefaultMessage();
		}
		Note note = this.notes.add(user.getName(), form.place(), form.text(), null);
		return "Saved note #%d at %s: %s".formatted(note.id(),
				note.writtenAt().format(DateTimeFormatter.ISO_LOCAL_TIME), note.text());
	}

}
