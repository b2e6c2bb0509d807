package io.github.sessionexpiry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which package may use which: one way, from what an application sees to what a single
 * request needs.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.github.sessionexpiry");

	@Test
	void packagesDependOneWay() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("autoconfigure")
			.definedBy("..autoconfigure..")
			.layer("config")
			.definedBy("..config..")
			.layer("thymeleaf")
			.definedBy("..sessionexpiry.thymeleaf..")
			.layer("oidc")
			.definedBy("..oidc..")
			.layer("endpoint")
			.definedBy("..endpoint..")
			.layer("form")
			.definedBy("..form..")
			.layer("session")
			.definedBy("..session..")
			.layer("web")
			.definedBy("..web..")
			.whereLayer("autoconfigure")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("config")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("thymeleaf")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("oidc")
			.mayOnlyBeAccessedByLayers("autoconfigure", "config")
			.whereLayer("endpoint")
			.mayOnlyBeAccessedByLayers("autoconfigure", "config", "thymeleaf", "oidc")
			.whereLayer("form")
			.mayOnlyBeAccessedByLayers("autoconfigure", "config", "endpoint")
			.whereLayer("session")
			.mayOnlyBeAccessedByLayers("autoconfigure", "config", "thymeleaf", "oidc", "endpoint")
			.whereLayer("web")
			.mayOnlyBeAccessedByLayers("autoconfigure", "config", "thymeleaf", "oidc", "endpoint", "form", "session")
			.ensureAllClassesAreContainedInArchitecture()
			.check(CLASSES);
	}

	@Test
	void onlyAutoConfigurationKnowsSpringBootsAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackage("..sessionexpiry.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.autoconfigure..", "org.springframework.boot.context..",
					"org.springframework.boot.security..")
			.check(CLASSES);
	}

	@Test
	void onlyItsOwnPackageKnowsSpringSession() {
		noClasses().that()
			.resideOutsideOfPackages("..session.springsession..", "..sessionexpiry.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.session..")
			.check(CLASSES);
	}

	@Test
	void onlyItsOwnPackageKnowsThymeleaf() {
		noClasses().that()
			.resideOutsideOfPackages("..sessionexpiry.thymeleaf..", "..sessionexpiry.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.thymeleaf..")
			.check(CLASSES);
	}

	@Test
	void onlyItsOwnPackageKnowsTheOAuth2Client() {
		noClasses().that()
			.resideOutsideOfPackage("..oidc..")
			.and()
			.doNotHaveSimpleName("OidcSupport")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.security.oauth2..")
			.check(CLASSES);
	}

	@Test
	void nobodyUsesAnotherNullnessThanJSpecify() {
		noClasses().should()
			.dependOnClassesThat()
			.haveNameMatching("(?!org\\.jspecify\\.).*\\.(Nullable|NonNull|Nonnull|NotNull)")
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map((type) -> type.getPackage()).distinct())
			.allSatisfy((type) -> assertThat(type.isAnnotatedWith(NullMarked.class)).as(type.getName()).isTrue());
	}

}
