package io.github.sessionexpiry.thymeleaf;

import java.util.Map;
import java.util.Set;

import io.github.sessionexpiry.endpoint.SessionExpiryNotice;
import io.github.sessionexpiry.session.UserSessions;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.standard.StandardDialect;
import org.thymeleaf.standard.processor.StandardXmlNsTagProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * The dialect {@code session-expiry} of HTML templates. It has
 * <dl>
 * <dt>{@code <session-expiry:script/>}</dt>
 * <dd>the tag of the script, with who is logged in and how long their session lives.
 * Attributes of the element are kept.</dd>
 * <dt>{@code <p session-expiry:timeout>…
 *
</p>
 * }</dt>
 * <dd>tells how long a session may be idle (WCAG 2.2, 2.2.6 Timeouts)</dd>
 * <dt>{@code <p session-expiry:notice>…
 *
</p>
 * }</dt>
 * <dd>shows the {@link SessionExpiryNotice}, as a status message (WCAG 2.2, 4.1.3 Status
 * Messages)</dd>
 * </dl>
 * An element that has nothing to say is removed. None of them creates a session.
 *
 * @since 0.1.0
 */
public final class SessionExpiryDialect extends AbstractProcessorDialect {

	// After the standard dialect, so that its attributes have been evaluated
	private static final int PRECEDENCE = StandardDialect.PROCESSOR_PRECEDENCE + 100;

	private final ScriptAttributes script;

	private final PageText timeout;

	private final PageText notice;

	/**
	 * Creates a new instance.
	 * @param scriptPath the path of the script within the application, with its query
	 * @param sessions finds the session of the user who is logged in
	 * @param timeout tells how long a session may be idle
	 * @param notice the notice to show
	 */
	public SessionExpiryDialect(String scriptPath, UserSessions sessions, TimeoutText timeout,
			SessionExpiryNotice notice) {
		this(new PageState(scriptPath, sessions), timeout, notice::getText);
	}

	private SessionExpiryDialect(ScriptAttributes script, PageText timeout, PageText notice) {
		super("Session Expiry", "session-expiry", PRECEDENCE);
		this.script = script;
		this.timeout = timeout;
		this.notice = notice;
	}

	/**
	 * Creates a dialect that removes its elements, so that templates can keep them where
	 * session expiry support is disabled.
	 * @return a dialect that has nothing to say
	 */
	public static SessionExpiryDialect silent() {
		return new SessionExpiryDialect((request) -> Map.of(), (request, locale) -> null, (request, locale) -> null);
	}

	@Override
	public Set<IProcessor> getProcessors(String dialectPrefix) {
		return Set.of(new ScriptTagProcessor(dialectPrefix, this.script),
				new TextAttributeProcessor(dialectPrefix, "timeout", this.timeout, null),
				new TextAttributeProcessor(dialectPrefix, "notice", this.notice, "status"),
				new StandardXmlNsTagProcessor(TemplateMode.HTML, dialectPrefix));
	}

}
