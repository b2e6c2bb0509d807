package io.github.sessionexpiry.thymeleaf;

import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.AbstractAttributeTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;

import org.springframework.web.util.HtmlUtils;

/**
 * Sets the text of an element, in the language of the template, or removes the element.
 */
final class TextAttributeProcessor extends AbstractAttributeTagProcessor {

	private static final String ROLE = "role";

	private static final int PRECEDENCE = 1000;

	private final PageText text;

	private final @Nullable String role;

	/**
	 * Creates a new instance.
	 * @param role the ARIA role of the element unless it says otherwise
	 */
	TextAttributeProcessor(String dialectPrefix, String name, PageText text, @Nullable String role) {
		super(TemplateMode.HTML, dialectPrefix, null, false, name, true, PRECEDENCE, true);
		this.text = text;
		this.role = role;
	}

	@Override
	protected void doProcess(ITemplateContext context, IProcessableElementTag tag, AttributeName attributeName,
			String attributeValue, IElementTagStructureHandler structureHandler) {
		HttpServletRequest request = PageRequest.of(context);
		String content = (request != null) ? this.text.of(request, context.getLocale()) : null;
		if (content == null) {
			structureHandler.removeElement();
			return;
		}
		structureHandler.setBody(HtmlUtils.htmlEscape(content, StandardCharsets.UTF_8.name()), false);
		if (this.role != null && !tag.hasAttribute(ROLE)) {
			structureHandler.setAttribute(ROLE, this.role);
		}
	}

}
