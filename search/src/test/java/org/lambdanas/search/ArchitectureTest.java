package org.lambdanas.search;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know, over the classes of all modules. */
class ArchitectureTest {

  private static final String ROOT = "org.lambdanas.";

  /**
   * Every package, lowest first: a package may depend on those above it in this list and on no
   * other. So there are no cycles, and the modules lie in the order proto, graph, predictors,
   * search. A new package gets its line here.
   */
  private static final List<String> ORDER =
      List.of(
          "proto.v1",
          "graph.error",
          "graph.registry",
          "graph.work",
          "graph.random",
          "graph.space",
          "graph.interchange",
          "graph.data",
          "graph.tensor",
          "graph.train",
          "graph.layer",
          "graph.network",
          "graph.training",
          "graph.alignment",
          "graph.supernet",
          "graph.sharing",
          "graph.score",
          "graph.export",
          "predictors.table",
          "predictors.numeric",
          "predictors.metric",
          "predictors.stored",
          "predictors.features",
          "predictors.encoding",
          "predictors.label",
          "predictors.predictor",
          "predictors.stream",
          "predictors.learningcurve",
          "predictors.zerocost",
          "predictors.weightsharing",
          "predictors.tree",
          "predictors.gaussian",
          "predictors.bayes",
          "predictors.neural",
          "predictors.ensemble",
          "predictors.omni",
          "predictors.registry",
          "predictors.api",
          "predictors.evaluation",
          "predictors.service",
          "search.machine",
          "search.draw",
          "search.judge",
          "search.baseline",
          "search.parity",
          "search.run",
          "search.budget",
          "search.differentiable",
          "search.training",
          "search.measure",
          "search.sharing",
          "search.backend",
          "search.evaluation",
          "search.scoring",
          "search.guided",
          "search.guidedrun",
          "search.fit",
          "search.comparison",
          "search.study",
          "search.report",
          "search.api",
          "search.service",
          "search.cli.config",
          "search.cli.verb",
          "search.cli.option",
          "search.cli.run",
          "search.cli.model",
          "search.cli.table",
          "search.cli.architecture",
          "search.cli.predictors",
          "search.cli.machine",
          "search.cli");

  /** What must work without the native TensorFlow. */
  private static final String[] WITHOUT_TENSORFLOW = {
    "proto.v1", "graph.error", "graph.random", "graph.space", "predictors.table", "search.draw"
  };

  /** What users of the library may rely on; every other package is internal. */
  private static final Set<String> PUBLIC =
      Set.of(
          "proto.v1",
          "graph.error",
          "graph.random",
          "graph.registry",
          "graph.space",
          "graph.data",
          "predictors.api",
          "search.api");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.lambdanas");

  private static String packageOf(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> packages =
        CLASSES.stream()
            .map(ArchitectureTest::packageOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ORDER).doesNotHaveDuplicates().containsAll(packages);
    assertThat(packages).contains("proto.v1", "graph.space", "search.cli");
  }

  @Test
  void packagesDependOnLowerOnesOnly() {
    Set<String> upward = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(target) && ORDER.indexOf(packageOf(target)) > ORDER.indexOf(packageOf(type))) {
          upward.add(dependency.getDescription());
        }
      }
    }
    assertThat(upward).isEmpty();
  }

  /** The JDK, messages, and each other: what their signatures may show. */
  @Test
  void publicPackagesShowNothingInternal() {
    Set<String> shown = new TreeSet<>();
    int members = 0;
    for (JavaClass type : CLASSES) {
      if (!PUBLIC.contains(packageOf(type))
          || packageOf(type).startsWith("proto")
          || !isShown(type)) {
        continue;
      }
      for (JavaMember member : type.getMembers()) {
        if (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED)) {
          members++;
          member.getAllInvolvedRawTypes().stream()
              .map(JavaClass::getBaseComponentType)
              .filter(used -> !mayBeShown(used))
              .forEach(used -> shown.add(member.getFullName() + " shows " + used.getName()));
        }
      }
    }
    assertThat(members).isGreaterThan(200);
    assertThat(shown).isEmpty();
  }

  private static boolean isShown(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isShown).orElse(true);
  }

  private static boolean mayBeShown(JavaClass type) {
    return type.isPrimitive()
        || type.getPackageName().startsWith("java.")
        || type.getPackageName().startsWith("com.google.protobuf")
        || (isOurs(type) && PUBLIC.contains(packageOf(type)) && isShown(type));
  }

  @Test
  void everyPackageIsNullMarked() throws ReflectiveOperationException {
    for (JavaClass type : CLASSES) {
      if (!packageOf(type).startsWith("proto.")) {
        Class<?> info = Class.forName(type.getPackageName() + ".package-info");
        assertThat(info.isAnnotationPresent(NullMarked.class)).as(info.getName()).isTrue();
      }
    }
  }

  @Test
  void interchangeOfIdeasNeedsNoNativeLibrary() {
    String[] packages =
        Arrays.stream(WITHOUT_TENSORFLOW).map(name -> ROOT + name).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tensorflow..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + "search.cli.Main")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .check(CLASSES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + "search.cli.Failure")
        .should()
        .callMethodWhere(call("java.lang.Throwable", "printStackTrace"))
        .check(CLASSES);
  }

  @Test
  void variablesAreMadeInOnePlace() {
    // A gradient through a reference variable ends the process.
    noClasses()
        .should()
        .callMethodWhere(call("org.tensorflow.op.Ops", "variable"))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.op.core.Variable")
        .check(CLASSES);
    Set<String> callers =
        CLASSES.stream()
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(call("org.tensorflow.op.Ops", "varHandleOp"))
            .map(c -> c.getOriginOwner().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(callers).containsExactly("Parameter");
  }

  @Test
  void customGradientsAreRegisteredInOnePlace() {
    // The eleventh registration in a process crashes it, so somebody has to count.
    Set<String> callers =
        CLASSES.stream()
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(c -> c.getTarget().getName().equals("registerCustomGradient"))
            .map(c -> c.getOriginOwner().getFullName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(callers).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void searchesBuildNoGraphs() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "search..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow.op..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.Graph")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.Session")
        .check(CLASSES);
  }

  @Test
  void arraysGoToTensorsFlat() {
    // Nested arrays are some 300 times slower.
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.ndarray.StdArrays")
        .check(CLASSES);
  }

  @Test
  void allRandomnessComesFromTheSeed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(java.util.Collections.class, "shuffle", List.class)
        .check(CLASSES);
  }

  @Test
  void numbersAreWrittenTheSameInEveryCountry() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .check(CLASSES);
  }

  @Test
  void noClassIsADrawer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "proto..")
        .should()
        .haveSimpleNameContaining("Util")
        .orShould()
        .haveSimpleNameContaining("Helper")
        .orShould()
        .haveSimpleNameContaining("Manager")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaCall<?>> call(String owner, String method) {
    return target(owner(name(owner))).and(target(name(method)));
  }
}
