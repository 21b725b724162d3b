package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StepOrder;
import org.lambdanas.search.cli.run.SearchOptions;
import org.lambdanas.search.cli.run.SearchVerb;
import picocli.CommandLine;

class SearchOptionsTest {

  @TempDir Path pictures;

  /** For every option a value unlike its default. */
  private static final Map<String, String> OTHER_VALUES =
      Map.ofEntries(
          Map.entry("--space", "s2"),
          Map.entry("--method", "darts-2nd"),
          Map.entry("--preset", "paper"),
          Map.entry("--limit", "params=300k"),
          Map.entry("--data", "cifar10"),
          Map.entry("--data-dir", "/images"),
          Map.entry("--train-images", "100"),
          Map.entry("--image-size", "16"),
          Map.entry("--train-portion", "0.25"),
          Map.entry("--crop-padding", "3"),
          Map.entry("--least-crop-share", "0.5"),
          Map.entry("--colour-jitter", "0.25"),
          Map.entry("--augment", "rand"),
          Map.entry("--augment-operations", "3"),
          Map.entry("--augment-magnitude", "12"),
          Map.entry("--flip", ""),
          Map.entry("--cutout", "4"),
          Map.entry("--channels", "5"),
          Map.entry("--cells-per-stage", "2"),
          Map.entry("--cells", "6"),
          Map.entry("--derive", "with-none"),
          Map.entry("--skip-limit", "1"),
          Map.entry("--hessian-every", "3"),
          Map.entry("--stem", "two-part"),
          Map.entry("--early-stop", "1.5"),
          Map.entry("--classes", "11"),
          Map.entry("--held-out", "0.3"),
          Map.entry("--held-out-seed", "5"),
          Map.entry("--skip-broken", ""),
          Map.entry("--epochs", "7"),
          Map.entry("--batch-size", "9"),
          Map.entry("--seed", "3"),
          Map.entry("--regulariser", "signcorr"),
          Map.entry("--lambda", "0.5"),
          Map.entry("--epsilon0", "0.01"),
          Map.entry("--regulariser-gradient", "central"),
          Map.entry("--regularise-reduction-cells", ""),
          Map.entry("--learning-rate", "0.05"),
          Map.entry("--final-learning-rate", "0.002"),
          Map.entry("--momentum", "0.8"),
          Map.entry("--weight-decay", "0.1"),
          Map.entry("--clip-norm", "1"),
          Map.entry("--alpha-learning-rate", "0.5"),
          Map.entry("--alpha-weight-decay", "0.25"),
          Map.entry("--alpha-beta1", "0.75"),
          Map.entry("--alpha-beta2", "0.875"),
          Map.entry("--alpha-epsilon", "0.5"),
          Map.entry("--alpha-initial-deviation", "0.125"),
          Map.entry("--alpha-warm-up", "3"),
          Map.entry("--weights-first", ""),
          Map.entry("--evaluate", ""),
          Map.entry("--precision", "float64"),
          Map.entry("--device", "gpu:0"),
          Map.entry("--intra-op-threads", "1"),
          Map.entry("--inter-op-threads", "3"),
          Map.entry("--prefetch", "4"));

  private static SearchConfig resolve(String... args) {
    SearchOptions options = new SearchOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(args);
    return options.resolve();
  }

  private static void leaves(
      Descriptor type, Message message, String path, Map<String, Object> to) {
    for (FieldDescriptor field : type.getFields()) {
      String name = path + field.getName();
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated()) {
        leaves(field.getMessageType(), (Message) message.getField(field), name + ".", to);
      } else {
        to.put(name, message.getField(field));
      }
    }
  }

  private static Map<String, Object> leaves(SearchConfig config) {
    Map<String, Object> leaves = new TreeMap<>();
    leaves(SearchConfig.getDescriptor(), config, "", leaves);
    return leaves;
  }

  @Test
  void picturesOfSixteenPixelsAreSearchedOnByALaptop() {
    SearchConfig laptop = resolve("--data", "cifar10", "--data-dir", "x", "--image-size", "16");
    assertThat(laptop)
        .isEqualTo(resolve("--data", "cifar10", "--data-dir", "x", "--preset", "laptop"));
    assertThat(laptop.getData().getTrainImages()).isEqualTo(10_000);
    assertThat(laptop.getData().getImageSize()).isEqualTo(16);
    assertThat(laptop.getEpochs()).isEqualTo(25);
    assertThat(laptop.getAlphaOptimizer().getLearningRate()).isEqualTo(1e-3);
    assertThat(laptop.getDerivation()).isEqualTo(Derivation.DERIVATION_WITHOUT_NONE);
    SearchConfig paper = resolve("--data", "cifar10", "--data-dir", "x");
    assertThat(paper.getData().getTrainImages()).isZero();
    assertThat(paper.getDerivation()).isEqualTo(Derivation.DERIVATION_UNSPECIFIED);
    assertThat(resolve("--space", "s2").getDerivation())
        .isEqualTo(Derivation.DERIVATION_UNSPECIFIED);
  }

  @Test
  void everyFieldCanBeSetByAnOptionAndEveryOptionSetsOne() throws IOException {
    for (String name : List.of("a", "b")) {
      Files.createDirectories(pictures.resolve(name));
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", pictures.resolve(name + "/1.png").toFile());
    }
    assertThat(new SearchOptions().names())
        .containsExactlyInAnyOrderElementsOf(OTHER_VALUES.keySet());
    Map<String, Object> before = leaves(resolve());
    Set<String> reached = new TreeSet<>();
    OTHER_VALUES.forEach(
        (option, value) -> {
          List<String> arguments = new ArrayList<>(List.of(option));
          if (!value.isEmpty()) {
            arguments.add(value);
          }
          if (List.of("--cells", "--stem", "--regularise-reduction-cells").contains(option)) {
            // The default space has three stages, one stem and no reduction cells.
            arguments.addAll(List.of("--space", "s2"));
          }
          if (List.of("--held-out", "--held-out-seed", "--skip-broken").contains(option)) {
            arguments.addAll(List.of("--data", "folder", "--data-dir", pictures.toString()));
          }
          if (option.startsWith("--augment-")) {
            arguments.addAll(List.of("--augment", "rand"));
          }
          Map<String, Object> after = leaves(resolve(arguments.toArray(String[]::new)));
          Set<String> changed = new TreeSet<>(after.keySet());
          changed.removeIf(
              path -> after.getOrDefault(path, "").equals(before.getOrDefault(path, "")));
          assertThat(changed).as(option).isNotEmpty();
          reached.addAll(changed);
        });
    Set<String> unreached = new TreeSet<>(before.keySet());
    unreached.removeAll(reached);
    // Of searches by evaluations only.
    unreached.remove("budget.minimise");
    assertThat(unreached).isEmpty();
  }

  @Test
  void depthIsInTheUnitOfTheSpace() {
    assertThat(resolve("--space", "s3", "--cells", "6").getNetwork().getCells()).isEqualTo(6);
    assertThat(resolve("--space", "s3", "--cells", "6").getNetwork().getCellsPerStage()).isZero();
    assertThatThrownBy(() -> resolve("--cells", "6"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--cells-per-stage");
    assertThatThrownBy(() -> resolve("--space", "darts", "--cells-per-stage", "1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--cells");
    assertThatThrownBy(() -> resolve("--space", "s3", "--derive", "with-none"))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void onALaptopPicturesAreSearchedForCellsOfFewSkipConnections() {
    assertThat(resolve("--data", "cifar10").getSkipLimit()).isZero();
    assertThat(resolve().getSkipLimit()).isZero();
    String[] laptop = {"--data", "cifar10", "--preset", "laptop"};
    assertThat(resolve(laptop).getSkipLimit()).isEqualTo(2);
    assertThat(resolve(with(laptop, "--skip-limit", "0")).getSkipLimit()).isZero();
    assertThat(resolve(with(laptop, "--space", "s2")).getSkipLimit()).isEqualTo(2);
    assertThat(resolve(with(laptop, "--space", "s4")).getSkipLimit()).isZero();
    // What is small may have to have more.
    assertThat(resolve(with(laptop, "--limit", "params=300k")).getSkipLimit()).isZero();
    assertThat(resolve(with(laptop, "--limit", "params=300k", "--skip-limit", "3")).getSkipLimit())
        .isEqualTo(3);
    assertThatThrownBy(() -> resolve("--space", "s4", "--skip-limit", "2"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--skip-limit has no effect in s4: no skip connections; leave it out");
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void theStepIsLongerWhereFeatureMapsAreNarrow() {
    assertThat(resolve("--precision", "bfloat16").getRegulariser().getEpsilon0()).isEqualTo(0.1);
    assertThat(
            resolve("--precision", "bfloat16", "--epsilon0", "0.01").getRegulariser().getEpsilon0())
        .isEqualTo(0.01);
  }

  @Test
  void aStepOfTheCentralDifferenceAsksForIt() {
    assertThat(resolve().getRegulariser().getGradient())
        .isEqualTo(RegulariserGradient.REGULARISER_GRADIENT_EXACT);
    assertThat(resolve("--epsilon0", "0.01").getRegulariser().getGradient())
        .isEqualTo(RegulariserGradient.REGULARISER_GRADIENT_CENTRAL);
  }

  @Test
  void thePublishedSettingsOfNasBench201() {
    SearchConfig config = resolve("--data", "cifar10");
    assertThat(config.getSpace()).isEqualTo("nasbench201");
    assertThat(config.getMethod()).isEqualTo(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    assertThat(config.getStepOrder()).isEqualTo(StepOrder.STEP_ORDER_ALPHA_FIRST);
    assertThat(config.getNetwork().getChannels()).isEqualTo(16);
    assertThat(config.getNetwork().getCellsPerStage()).isEqualTo(5);
    assertThat(config.getEpochs()).isEqualTo(50);
    assertThat(config.getBatchSize()).isEqualTo(64);
    assertThat(config.getRegulariser().getKind())
        .isEqualTo(RegulariserKind.REGULARISER_KIND_CORRELATION);
    assertThat(config.getRegulariser().getStrength()).isEqualTo(0.25);
    assertThat(config.getRegulariser().getEpsilon0()).isEqualTo(1e-4);
    assertThat(config.getRegulariser().getReductionCells()).isFalse();
    assertThat(config.getWeightOptimizer().getLearningRate()).isEqualTo(0.025);
    assertThat(config.getWeightOptimizer().getFinalLearningRate()).isEqualTo(0.001);
    assertThat(config.getWeightOptimizer().getMomentum()).isEqualTo(0.9);
    assertThat(config.getWeightOptimizer().getWeightDecay()).isEqualTo(3e-4);
    assertThat(config.getWeightOptimizer().getClipNorm()).isEqualTo(5);
    assertThat(config.getAlphaOptimizer().getLearningRate()).isEqualTo(1e-4);
    assertThat(config.getAlphaOptimizer().getBeta1()).isEqualTo(0.5);
    assertThat(config.getAlphaOptimizer().getBeta2()).isEqualTo(0.999);
    assertThat(config.getAlphaOptimizer().getEpsilon()).isEqualTo(1e-8);
    assertThat(config.getAlphaOptimizer().getWeightDecay()).isEqualTo(1e-3);
    assertThat(config.getAlphaOptimizer().getInitialDeviation()).isEqualTo(1e-3);
    assertThat(config.getData().getTrainPortion()).isEqualTo(0.5);
    assertThat(config.getData().getCropPadding()).isEqualTo(4);
    assertThat(config.getData().getHorizontalFlip()).isTrue();
    assertThat(config.getData().getCutout()).isZero();
    assertThat(resolve("--data", "svhn").getData().getHorizontalFlip()).isTrue();
    assertThat(resolve("--data", "cifar10", "--regulariser", "signcorr").getRegulariser())
        .isEqualTo(
            config.getRegulariser().toBuilder()
                .setKind(RegulariserKind.REGULARISER_KIND_SIGN_CORRELATION)
                .setStrength(0.125)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "--space,nowhere",
    "--method,random",
    "--preset,huge",
    "--data,imagenet",
    "--regulariser,cosine",
    "--device,tpu",
    "--device,gpu",
    "--precision,float8",
    "--epochs,0",
    "--epochs,-3",
    "--batch-size,0",
    "--batch-size,-1",
    "--train-images,0",
    "--image-size,0",
    "--channels,0",
    "--cells-per-stage,0",
    "--crop-padding,-1",
    "--cutout,-1",
    "--skip-limit,-1",
    "--classes,0",
    "--train-portion,0",
    "--train-portion,1",
    "--train-portion,NaN",
    "--lambda,-0.1",
    "--lambda,NaN",
    "--lambda,Infinity",
    "--regulariser-gradient,unspecified",
    "--epsilon0,0",
    "--epsilon0,-1e-3",
    "--epsilon0,NaN",
    "--learning-rate,0",
    "--learning-rate,-1",
    "--learning-rate,NaN",
    "--final-learning-rate,1",
    "--final-learning-rate,-1",
    "--momentum,1",
    "--momentum,-0.1",
    "--weight-decay,-1",
    "--clip-norm,-1",
    "--alpha-learning-rate,0",
    "--alpha-weight-decay,-1",
    "--alpha-beta1,1",
    "--alpha-beta2,1",
    "--alpha-epsilon,0",
    "--alpha-initial-deviation,-1",
    "--intra-op-threads,-1",
    "--inter-op-threads,-1",
    "--prefetch,0",
    "--prefetch,2000",
  })
  void valuesOutOfRangeAreRefused(String option, String value) {
    assertThatThrownBy(() -> resolve(option, value))
        .isInstanceOf(ConfigException.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lambda -1 | --lambda is -1: must be at least 0",
        "--lambda NaN | --lambda is NaN: must be at least 0",
        "--weight-decay Infinity | --weight-decay is Infinity: must be finite and at least 0",
        "--epochs 0 | --epochs is 0: must be at least 1",
        "--prefetch 2000 | --prefetch is 2000: must be 1 to 1024",
        "--early-stop 1 | --early-stop is 1: must be above 1",
        "--method random | --method is 'random': use darts, darts-2nd or lambda-darts",
        "--precision float8 | --precision is 'float8', perhaps float32 or float64: use float32,"
            + " float64, bfloat16 or float16",
        "--train-portion 1 | --train-portion is 1: must be below 1, to leave images for alpha",
        "--final-learning-rate 1 | --final-learning-rate is 1: must not be above the learning"
            + " rate, 0.025",
        "--early-stop --hessian-every 0 | --hessian-every is 0: must be at least 1, to stop early"
            + " by the eigenvalue",
        "--cutout 8 | --cutout is 8: must be below the side of the images, 8",
        "--image-size 16 --cutout 16 | --cutout is 16: must be below the side of the"
            + " images, 16",
        "--crop-padding 8 | --crop-padding is 8: must be below the side of the images, 8",
        "--crop-padding 1 --least-crop-share .5 | --least-crop-share is 0.5: must be 0 beside a"
            + " crop after padding, one of the two crops being enough",
        "--method darts --regulariser signcorr | --regulariser has no effect with --method darts:"
            + " leave it out, or use lambda-darts",
        "--method darts --regularise-reduction-cells --space s1 | --regularise-reduction-cells has"
            + " no effect with --method darts: leave it out, or use lambda-darts",
        "--method darts --regulariser-gradient exact | --regulariser-gradient has no effect with"
            + " --method darts: leave it out, or use lambda-darts",
        "--regulariser-gradient exact --epsilon0 .1 | --epsilon0 has no effect with"
            + " --regulariser-gradient exact: leave it out, or use central",
        "--lambda 0 --epsilon0 .1 | --epsilon0 has no effect with --lambda 0: leave it out",
        "--lambda 0 --regulariser-gradient exact | --regulariser-gradient has no effect with"
            + " --lambda 0: leave it out",
        "--epochs 1 --lambda 1 | --lambda has no effect with --epochs 1: leave it out",
        "--epochs 1 --final-learning-rate 0 | --final-learning-rate has no effect with --epochs 1:"
            + " leave it out",
        "--regularise-reduction-cells | --regularise-reduction-cells has no effect in nasbench201:"
            + " no reduction cells; leave it out",
        "--stem single | --stem has no effect in nasbench201: one stem only; leave it out",
        "--space darts --cells 3 --lambda 1 | --lambda has no effect in so small a network: 1"
            + " normal cell to align; leave it out",
        "--early-stop --epochs 16 | --early-stop has no effect in 16 epochs with --hessian-every 1:"
            + " it needs at least 17; leave it out",
        "--hessian-every 21 | --hessian-every has no effect above --epochs: 20 epochs are done;"
            + " leave it out",
        "--method darts --lambda 0.5 | --lambda has no effect with --method darts: leave it out, or"
            + " use lambda-darts",
        "--method darts-2nd --epsilon0 0.1 | --epsilon0 has no effect with --method darts-2nd:"
            + " leave it out, or use lambda-darts",
      })
  void theErrorNamesTheOptionAsTyped(String options, String message) {
    assertThatThrownBy(() -> resolve(options.split(" ")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void helpSaysDefaultAndRange() {
    String help = new CommandLine(new SearchVerb()).getUsageMessage().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("--prefetch=N Batches prepared ahead of the step (default: 2; 1 to 1024).")
        .contains("--epochs=N Passes over the training half (default: the preset's, such as 50;")
        .contains("--[no-]flip Mirror half of the images (default: as usual for the data).")
        .contains("--early-stop[=RATIO]");
  }
}
