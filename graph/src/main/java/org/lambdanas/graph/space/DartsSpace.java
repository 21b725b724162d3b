package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Genotype;
import org.lambdanas.proto.v1.GenotypeCell;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.SearchConfig;

/**
 * The DARTS family (Liu et al., ICLR 2019; S1 to S4: Zela et al., ICLR 2020): a normal and a
 * reduction cell, each of two inputs and four nodes. In the super-network a node sums mixed
 * operations from all earlier states; of a derived cell each node keeps its two strongest edges,
 * {@code none} never among them. The spaces differ in the candidate operations.
 */
public final class DartsSpace implements CellSpace {

  /** The stem has this many times the channels of the first cell. */
  private static final int STEM_MULTIPLIER = 3;

  private static final List<Operation> SEVEN =
      List.of(
          Operation.MAX_POOL_3X3,
          Operation.AVG_POOL_3X3,
          Operation.SKIP_CONNECT,
          Operation.SEP_CONV_3X3,
          Operation.SEP_CONV_5X5,
          Operation.DIL_CONV_3X3,
          Operation.DIL_CONV_5X5);

  /** Two operations for each of S1's edges, as two-letter words. */
  private static final String S1_NORMAL =
      "sk,d3 sk,d5 sk,d5 sk,s3 sk,d3 mp,sk sk,s3 sk,s3 sk,d3 sk,s3 mp,sk sk,d3 d3,d5 d3,d5";

  private static final String S1_REDUCE =
      "mp,ap mp,d3 mp,ap mp,ap sk,d5 mp,ap mp,s3 sk,d3 sk,d5 mp,ap mp,ap sk,d5 sk,d5 sk,d5";

  private static final Map<String, Operation> WORDS =
      Map.of(
          "sk", Operation.SKIP_CONNECT,
          "d3", Operation.DIL_CONV_3X3,
          "d5", Operation.DIL_CONV_5X5,
          "s3", Operation.SEP_CONV_3X3,
          "mp", Operation.MAX_POOL_3X3,
          "ap", Operation.AVG_POOL_3X3);

  /** DARTS' own space without {@code none}: seven operations. */
  public static final DartsSpace DARTS = uniform("darts", SEVEN);

  /** S1: two operations, other ones on each edge. */
  public static final DartsSpace S1 = new DartsSpace("s1", words(S1_NORMAL), words(S1_REDUCE));

  /** S2: skip connection or separable convolution. */
  public static final DartsSpace S2 =
      uniform("s2", List.of(Operation.SKIP_CONNECT, Operation.SEP_CONV_3X3));

  /** S3: S2 with {@code none}. */
  public static final DartsSpace S3 =
      uniform("s3", List.of(Operation.NONE, Operation.SKIP_CONNECT, Operation.SEP_CONV_3X3));

  /** S4: noise or separable convolution. */
  public static final DartsSpace S4 =
      uniform("s4", List.of(Operation.NOISE, Operation.SEP_CONV_3X3));

  private final String id;
  private final CellType normal;
  private final CellType reduce;

  private DartsSpace(String id, List<List<Operation>> normal, List<List<Operation>> reduce) {
    this.id = id;
    this.normal = new CellType("normal", DartsCell.TOPOLOGY, normal, false, true);
    this.reduce = new CellType("reduce", DartsCell.TOPOLOGY, reduce, true, true);
  }

  private static DartsSpace uniform(String id, List<Operation> operations) {
    List<List<Operation>> candidates =
        Collections.nCopies(DartsCell.TOPOLOGY.edges().size(), operations);
    return new DartsSpace(id, candidates, candidates);
  }

  private static List<List<Operation>> words(String text) {
    return List.of(text.split(" ", -1)).stream()
        .map(edge -> List.of(edge.split(",", -1)).stream().map(DartsSpace::word).toList())
        .toList();
  }

  private static Operation word(String word) {
    return Objects.requireNonNull(WORDS.get(word), word);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void validate(Architecture architecture) {
    cell(architecture, normal);
    cell(architecture, reduce);
  }

  @Override
  public Architecture sample(RandomGenerator random) {
    return of(DartsCell.sample(normal, random), DartsCell.sample(reduce, random));
  }

  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    List<Architecture> neighbours = neighbours(architecture);
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  /** Node by node, each with both of its edges. */
  @Override
  public Optional<Architecture> cross(
      Architecture first, Architecture second, RandomGenerator random) {
    Genotype.Builder child = genotype(first).toBuilder();
    Genotype other = genotype(second);
    cross(child.getNormalBuilder(), other.getNormal(), random);
    cross(child.getReduceBuilder(), other.getReduce(), random);
    return Optional.of(first.toBuilder().setGenotype(child).build());
  }

  private static void cross(
      GenotypeCell.Builder child, GenotypeCell other, RandomGenerator random) {
    for (int choice = 0; choice < child.getChoicesCount(); choice += 2) {
      if (random.nextBoolean()) {
        child.setChoices(choice, other.getChoices(choice));
        child.setChoices(choice + 1, other.getChoices(choice + 1));
      }
    }
  }

  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    DartsCell ofNormal = cell(architecture, normal);
    DartsCell ofReduce = cell(architecture, reduce);
    Set<Architecture> neighbours = new LinkedHashSet<>();
    ofNormal.changes().forEach(changed -> neighbours.add(of(changed, ofReduce)));
    ofReduce.changes().forEach(changed -> neighbours.add(of(ofNormal, changed)));
    return List.copyOf(neighbours);
  }

  /**
   * Nodes may be numbered otherwise, and a node's two edges listed the other way round: the
   * representative is the first of all such cells in the order of their text, among those whose
   * operations the space has on these edges.
   */
  @Override
  public Architecture canonical(Architecture architecture) {
    return of(cell(architecture, normal).canonical(), cell(architecture, reduce).canonical());
  }

  @Override
  public String format(Architecture architecture) {
    return GenotypeText.format(genotype(architecture));
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("genotype", format(architecture));
    if (isNumbered()) {
      texts.put("naslib", NaslibGenotype.format(architecture.getGenotype(), SEVEN));
    }
    return texts;
  }

  /** NASLib's and NAS-Bench-301's numbers are of the space with all seven operations. */
  private boolean isNumbered() {
    return normal.candidates().get(0).equals(SEVEN);
  }

  @Override
  public Architecture parse(String text) {
    Optional<Genotype> numbered =
        isNumbered() ? NaslibGenotype.parse(text, SEVEN) : Optional.empty();
    Genotype genotype = numbered.isPresent() ? numbered.get() : GenotypeText.parse(text);
    Architecture parsed = Architecture.newBuilder().setSpace(id).setGenotype(genotype).build();
    validate(parsed);
    return parsed;
  }

  @Override
  public List<CellType> cellTypes() {
    return List.of(normal, reduce);
  }

  @Override
  public Depth depth() {
    return Depth.CELLS;
  }

  @Override
  public List<NetworkStem> stems() {
    return List.of(NetworkStem.values());
  }

  @Override
  public SearchConfig publishedSearch() {
    return network(16, 8);
  }

  @Override
  public SearchConfig smallSearch() {
    return network(4, 5);
  }

  private static SearchConfig network(int channels, int cells) {
    return SearchConfig.newBuilder()
        .setNetwork(NetworkConfig.newBuilder().setChannels(channels).setCells(cells))
        .build();
  }

  @Override
  public TrainingRecipe training() {
    return TrainingRecipe.DARTS;
  }

  @Override
  public Benchmark benchmark() {
    // NAS-Bench-301's curves have 98 epochs, but its grid was made for 96.
    return isNumbered() ? new Benchmark(100, 500, 96, 98) : Benchmark.USUAL;
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    List<NetworkPlan.Block> blocks = new ArrayList<>();
    int channels = size.channels();
    int depth = size.depth();
    // The first of two stem parts has twice the resolution of the second.
    boolean afterReduction = size.stem() == NetworkStem.TWO_PART;
    blocks.add(
        afterReduction
            ? new NetworkPlan.TwoPartStem(channels)
            : new NetworkPlan.Stem(STEM_MULTIPLIER * channels));
    for (int i = 0; i < depth; i++) {
      boolean reduction = i == depth / 3 || i == 2 * depth / 3;
      channels *= reduction ? 2 : 1;
      blocks.add(new NetworkPlan.Cell(reduction ? reduce : normal, channels, afterReduction));
      afterReduction = reduction;
    }
    blocks.add(new NetworkPlan.Head(false));
    return new NetworkPlan(size, blocks);
  }

  @Override
  public Architecture derive(Map<String, double[][]> mixing) {
    return of(DartsCell.derive(normal, mixing), DartsCell.derive(reduce, mixing));
  }

  @Override
  public List<ChosenEdge> chosenEdges(Architecture architecture, CellType type) {
    return cell(architecture, type).chosenEdges();
  }

  private Architecture of(DartsCell ofNormal, DartsCell ofReduce) {
    return Architecture.newBuilder()
        .setSpace(id)
        .setGenotype(
            Genotype.newBuilder().setNormal(ofNormal.message()).setReduce(ofReduce.message()))
        .build();
  }

  private Genotype genotype(Architecture architecture) {
    validate(architecture);
    return architecture.getGenotype();
  }

  private DartsCell cell(Architecture architecture, CellType type) {
    requireForm(architecture, Architecture.FormCase.GENOTYPE, "a genotype of space " + id);
    Genotype genotype = architecture.getGenotype();
    return DartsCell.read(id, type, type.reduction() ? genotype.getReduce() : genotype.getNormal());
  }
}
