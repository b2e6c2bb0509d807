package io.github.sessionexpiry.thymeleaf;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.model.IAttribute;
import org.thymeleaf.model.IModel;
import org.thymeleaf.model.IModelFactory;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.element.AbstractElementTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.util.EscapedAttributeUtils;

/**
 * Replaces {@code <session-expiry:script/>} by the tag of the script.
 */
final class ScriptTagProcessor extends AbstractElementTagProcessor {

	private static final String NAME = "script";

	private static final int PRECEDENCE = 1000;

	private final ScriptAttributes attributes;

	ScriptTagProcessor(String dialectPrefix, ScriptAttributes attributes) {
		super(TemplateMode.HTML, dialectPrefix, NAME, true, null, false, PRECEDENCE);
		this.attributes = attributes;
	}

	@Override
	protected void doProcess(ITemplateContext context, IProcessableElementTag tag,
			IElementTagStructureHandler structureHandler) {
		HttpServletRequest request = PageRequest.of(context);
		Map<String, String> own = (request != null) ? this.attributes.of(request) : Map.of();
		if (own.isEmpty()) {
			structureHandler.removeElement();
			return;
		}
		IModelFactory modelFactory = context.getModelFactory();
		IModel model = modelFactory.createModel(script(modelFactory, own, tag.getAllAttributes()));
		model.add(modelFactory.createCloseElementTag(NAME));
		structureHandler.replaceWith(model, false);
	}

	private IOpenElementTag script(IModelFactory modelFactory, Map<String, String> own, IAttribute[] others) {
		IOpenElementTag script = modelFactory.createOpenElementTag(NAME);
		for (Map.Entry<String, String> attribute : own.entrySet()) {
			script = modelFactory.setAttribute(script, attribute.getKey(),
					EscapedAttributeUtils.escapeAttribute(getTemplateMode(), attribute.getValue()));
		}
		for (IAttribute attribute : others) {
			if (!script.hasAttribute(attribute.getAttributeCompleteName())) {
				// As it is in the template, where it is escaped for its own quotes
				script = modelFactory.setAttribute(script, attribute.getAttributeCompleteName(), attribute.getValue(),
						attribute.getValueQuotes());
			}
		}
		return script;
	}

}
