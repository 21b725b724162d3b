package org.lambdanas.graph.space;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.proto.v1.AlphaOptimizerConfig;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.RegulariserConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/**
 * NAS-Bench-201 (Dong and Yang, ICLR 2020): a cell of four states and six edges with five
 * operations, 15 625 architectures.
 */
public final class NasBench201Space extends EdgeCellSpace {

  static final String ID = "nasbench201";

  /** The one instance. */
  public static final NasBench201Space INSTANCE = new NasBench201Space();

  /** NASLib numbers the operations in this order ... */
  private static final List<Operation> NASLIB_OPERATIONS =
      List.of(
          Operation.SKIP_CONNECT,
          Operation.NONE,
          Operation.NOR_CONV_3X3,
          Operation.NOR_CONV_1X1,
          Operation.AVG_POOL_3X3);

  /** ... and lists the edges by source: the place of each of our edges in its list. */
  private static final int[] NASLIB_POSITION = {0, 1, 3, 2, 4, 5};

  private static final Pattern NASLIB_TEXT =
      Pattern.compile("[\\[(]\\s*([0-4](?:\\s*,\\s*[0-4]){5})\\s*,?\\s*[\\])]");

  private NasBench201Space() {
    super(
        ID,
        "NAS-Bench-201",
        4,
        List.of(
            new Edge(0, 1),
            new Edge(0, 2),
            new Edge(1, 2),
            new Edge(0, 3),
            new Edge(1, 3),
            new Edge(2, 3)),
        List.of(
            Operation.NONE,
            Operation.SKIP_CONNECT,
            Operation.NOR_CONV_1X1,
            Operation.NOR_CONV_3X3,
            Operation.AVG_POOL_3X3));
  }

  /**
   * The operations in NASLib's order.
   *
   * @return numbered from 0
   */
  public static List<Operation> naslibOperations() {
    return NASLIB_OPERATIONS;
  }

  /**
   * Where NASLib lists an edge.
   *
   * @param edge in the order of messages, by target
   * @return its place in the order by source
   */
  public static int naslibPosition(int edge) {
    return NASLIB_POSITION[edge];
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    List<Operation> operations = operationsOf(architecture);
    String[] naslib = new String[NASLIB_POSITION.length];
    for (int e = 0; e < naslib.length; e++) {
      naslib[NASLIB_POSITION[e]] = String.valueOf(NASLIB_OPERATIONS.indexOf(operations.get(e)));
    }
    String numbers = Arrays.stream(naslib).collect(Collectors.joining(", ", "(", ")"));
    return new TreeMap<>(Map.of(ID, format(architecture), "naslib", numbers));
  }

  @Override
  public Architecture parse(String text) {
    Matcher naslib = NASLIB_TEXT.matcher(text.strip());
    if (!naslib.matches()) {
      return super.parse(text);
    }
    String[] numbers = naslib.group(1).split("\\s*,\\s*", -1);
    return of(
        IntStream.of(NASLIB_POSITION)
            .mapToObj(place -> NASLIB_OPERATIONS.get(Integer.parseInt(numbers[place])))
            .toList());
  }

  @Override
  protected String expectedText() {
    return super.expectedText() + " or six NASLib numbers (0, 1, 2, 3, 4, 0)";
  }

  @Override
  public SearchConfig publishedSearch() {
    return SearchConfig.newBuilder()
        .setBatchSize(64)
        .setNetwork(NetworkConfig.newBuilder().setChannels(16).setCellsPerStage(5))
        .setRegulariser(RegulariserConfig.newBuilder().setEpsilon0(1e-4))
        .setAlphaOptimizer(AlphaOptimizerConfig.newBuilder().setLearningRate(1e-4))
        .build();
  }

  @Override
  public SearchConfig smallSearch() {
    return SearchConfig.newBuilder()
        .setNetwork(NetworkConfig.newBuilder().setChannels(8).setCellsPerStage(1))
        .build();
  }

  @Override
  public TrainingRecipe training() {
    return new TrainingRecipe(
        ID,
        Map.of(Depth.CELLS_PER_STAGE, 5, Depth.CELLS, 15),
        false,
        TrainingConfig.newBuilder()
            .setNetwork(NetworkConfig.newBuilder().setChannels(16))
            .setWeightOptimizer(
                WeightOptimizerConfig.newBuilder()
                    .setLearningRate(0.1)
                    .setMomentum(0.9)
                    .setWeightDecay(5e-4))
            .setNesterov(true)
            .setEpochs(200)
            .setBatchSize(256)
            .build());
  }

  @Override
  public Benchmark benchmark() {
    return new Benchmark(200, 1000, 0, 200);
  }
}
