package io.github.sessionexpiry.autoconfigure;

import io.github.sessionexpiry.config.ChainReport;
import io.github.sessionexpiry.config.ChainReports;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Logs what was found in each chain when the application is ready.
 */
final class StartUpReport implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(StartUpReport.class);

	private final ApplicationContext applicationContext;

	private final String basePath;

	private final ChainReports reports;

	/**
	 * Creates a new instance.
	 * @param applicationContext the application to report on, which hears of the contexts
	 * below it as well
	 * @param basePath the path of the endpoints within the application
	 * @param reports the reports, asked for when the application is ready
	 */
	StartUpReport(ApplicationContext applicationContext, String basePath, ChainReports reports) {
		this.applicationContext = applicationContext;
		this.basePath = basePath;
		this.reports = reports;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.applicationContext && logger.isInfoEnabled()) {
			this.reports.get().forEach(this::log);
		}
	}

	private void log(ChainReport report) {
		logger.info(report.support().isLeftAlone() ? report : report + ", endpoints under " + this.basePath);
	}

}
