package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.Machine;
import org.lambdanas.proto.v1.RunProvenance;

/** Where a result comes from, on a page. */
public final class Provenance {

  private Provenance() {}

  /**
   * Adds it.
   *
   * @param page where to
   * @param provenance of the run
   */
  public static void show(Page page, RunProvenance provenance) {
    Machine machine = provenance.getMachine();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("command", "lnas " + String.join(" ", provenance.getArgumentsList())));
    rows.add(List.of("version", "Lambda-NAS " + provenance.getVersion()));
    rows.add(List.of("started", provenance.getStarted()));
    if (provenance.getImages() > 0) {
      rows.add(List.of("images", Long.toString(provenance.getImages())));
    }
    rows.add(
        List.of(
            "machine",
            String.format(
                Locale.ROOT,
                "%s, %s, %d processors, %.1f GiB",
                machine.getOperatingSystem(),
                machine.getArchitecture(),
                machine.getProcessors(),
                machine.getMemoryBytes() / (double) (1L << 30))));
    rows.add(
        List.of(
            "software",
            "Java " + machine.getJavaVersion() + ", TensorFlow " + machine.getTensorflowVersion()));
    rows.add(List.of("devices", String.join(", ", machine.getDevicesList())));
    page.names(rows);
  }
}
