package io.ubernetes.integration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which part may know which, as the design has it, kept by reading every class of the production
/// code once.
final class ModuleBoundariesTest {

  private static final String MODEL = "io.ubernetes.model..";
  private static final String MACHINERY = "io.ubernetes.apimachinery..";
  private static final String RUNTIME = "io.ubernetes.runtime..";
  private static final String API_SERVER = "io.ubernetes.federation..";
  private static final String SCHEDULER = "io.ubernetes.scheduler..";
  private static final String CONTROLLERS = "io.ubernetes.controllers..";
  private static final String SIMULATOR = "io.ubernetes.simulator..";
  private static final String ENGINE = "io.ubernetes.scheduler.engine..";

  private static final Pattern TEST_CODE = Pattern.compile(".*(/test-classes/|-tests\\.jar!).*");

  private static final Pattern RANDOM = Pattern.compile("java\\.util\\.(random\\..*|.*Random)");

  /// Of each module what it may use of the others.
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          MODEL, List.of(),
          MACHINERY, List.of(MODEL),
          RUNTIME, List.of(MODEL),
          API_SERVER, List.of(MODEL, MACHINERY),
          SCHEDULER, List.of(MODEL, RUNTIME),
          CONTROLLERS, List.of(MODEL, RUNTIME),
          SIMULATOR, List.of(MODEL, MACHINERY, RUNTIME));

  private static JavaClasses production;

  @BeforeAll
  static void readTheProductionCode() {
    production =
        new ClassFileImporter()
            .withImportOption(ModuleBoundariesTest::isProductionCode)
            .importPackages("io.ubernetes");
  }

  private static boolean isProductionCode(Location location) {
    return !location.matches(TEST_CODE);
  }

  static List<String> modules() {
    return MAY_USE.keySet().stream().sorted().toList();
  }

  @Test
  void theCodeOfEveryModuleIsLookedAt() {
    for (String module : modules()) {
      assertThat(production.stream().filter(resideInAnyPackage(module))).as(module).isNotEmpty();
    }
    assertThat(production.stream().map(JavaClass::getSimpleName))
        .contains("FederationServer", "Scheduler", "Controllers")
        .doesNotContain("ModuleBoundariesTest", "EtcdProcess");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyTheModulesThatItMay(String module) {
    List<String> allowed = MAY_USE.getOrDefault(module, List.of());
    DescribedPredicate<JavaClass> ours =
        resideInAnyPackage("io.ubernetes..").as("parts of Ubernetes");
    DescribedPredicate<JavaClass> permitted =
        resideInAnyPackage(allowed.toArray(String[]::new)).or(resideInAnyPackage(module));
    noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            ours.and(DescribedPredicate.not(permitted)).as("modules other than %s", allowed))
        .check(production);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void thePackagesOfAModuleHaveNoCycles(String module) {
    slices()
        .assignedFrom(new Packages(module))
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true) // a module of one package has none
        .check(production);
  }

  @Test
  void vertxAppearsOnlyInTheHttpEdgeAndUnderTheClient() {
    onlyIn("io.vertx..", "io.ubernetes.apimachinery.http..", "io.ubernetes.runtime.client..");
  }

  @Test
  void etcdAppearsOnlyInItsStore() {
    String store = "io.ubernetes.apimachinery.storage.etcd..";
    onlyIn("io.etcd..", store);
    onlyIn("io.grpc..", store);
  }

  @Test
  void fabric8AppearsOnlyBehindTheClient() {
    classes()
        .that(
            resideInAnyPackage("io.ubernetes..")
                .and(DescribedPredicate.not(resideInAnyPackage(RUNTIME))))
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAnyPackage("io.fabric8.kubernetes.."))
                .as("are no part of fabric8's client"))
        .check(production);
  }

  @Test
  void sqliteAppearsOnlyInTheEmbeddedStore() {
    String store = "io.ubernetes.apimachinery.storage.embedded..";
    onlyIn("java.sql..", store);
    onlyIn("org.sqlite..", store);
  }

  @Test
  void thePlacementEngineHasNoInputAndNoOutput() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.io..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.net..",
                "java.sql..",
                "java.util.concurrent..",
                "org.slf4j..",
                RUNTIME,
                "io.fabric8.."))
        .check(production);
  }

  @Test
  void thePlacementEngineHasNoClockAndNoRandomness() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .accessTargetWhere(describe("asks the time or chance", this::asksTheWorld))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .check(production);
  }

  private boolean asksTheWorld(JavaAccess<?> access) {
    String target = access.getTarget().getFullName();
    return access.getTarget().getName().equals("now")
        || target.startsWith("java.lang.System.")
        || target.startsWith("java.lang.Math.random(")
        || target.startsWith("java.util.UUID.randomUUID(")
        || RANDOM.matcher(access.getTargetOwner().getName()).matches();
  }

  private static void onlyIn(String library, String... places) {
    noClasses()
        .that()
        .resideInAPackage("io.ubernetes..")
        .and()
        .resideOutsideOfPackages(places)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(production);
  }

  /// Each package of a module by itself, but for the module's root: that wires the others together
  /// and holds the few words that they share, so it is above them and below them.
  private record Packages(String module) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      String root = module.substring(0, module.length() - "..".length());
      return javaClass.getPackageName().startsWith(root + ".")
          ? SliceIdentifier.of(javaClass.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the packages of " + module;
    }
  }
}
