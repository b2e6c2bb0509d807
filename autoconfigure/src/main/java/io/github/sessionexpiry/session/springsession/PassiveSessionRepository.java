package io.github.sessionexpiry.session.springsession;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * A view of a store in which sessions that are found are {@link PassiveSession passive}.
 *
 * @param <S> the type of session of the store
 */
class PassiveSessionRepository<S extends Session> implements SessionRepository<Session> {

	private final SessionRepository<S> repository;

	PassiveSessionRepository(SessionRepository<S> repository) {
		this.repository = repository;
	}

	@Override
	public Session createSession() {
		return this.repository.createSession();
	}

	@Override
	@SuppressWarnings("unchecked")
	public void save(Session session) {
		if (!(session instanceof PassiveSession<?> passive)) {
			this.repository.save((S) session);
		}
		// One that has come to its end in the meantime, which nothing but a passive
		// request can see, is not there any more to be saved
		else if (!passive.isExpired()) {
			this.repository.save((S) passive.unwrap());
		}
	}

	@Override
	public @Nullable Session findById(String id) {
		S session = this.repository.findById(id);
		return (session != null) ? new PassiveSession<>(session) : null;
	}

	@Override
	public void deleteById(String id) {
		this.repository.deleteById(id);
	}

	/**
	 * A view for a single request that only looks. Spring Session asks for the session a
	 * second time at the end of a request; some stores read once more, or begin a
	 * transaction, to save a session that has not changed; and some fail with an id that
	 * none of them can have made.
	 *
	 * @param <S> the type of session of the store
	 */
	static final class ReadOnly<S extends Session> extends PassiveSessionRepository<S> {

		private static final Pattern POSSIBLE_ID = Pattern.compile("[\\x21-\\x7E]{1,1024}");

		private final Map<String, Optional<Session>> found = new HashMap<>(2);

		ReadOnly(SessionRepository<S> repository) {
			super(repository);
		}

		@Override
		public @Nullable Session findById(String id) {
			return this.found.computeIfAbsent(id, this::find).orElse(null);
		}

		private Optional<Session> find(String id) {
			return POSSIBLE_ID.matcher(id).matches() ? Optional.ofNullable(super.findById(id)) : Optional.empty();
		}

		@Override
		public void save(Session session) {
			// Nothing has changed
		}

	}

}
