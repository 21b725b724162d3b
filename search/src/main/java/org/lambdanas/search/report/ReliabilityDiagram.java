package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.proto.v1.Calibration;
import org.lambdanas.proto.v1.ReliabilityBin;
import org.lambdanas.search.draw.Axis;
import org.lambdanas.search.draw.SvgText;

/**
 * How often a model is right where it is so sure: a bar for each bin, whose shade goes with its
 * pictures. On the diagonal it is right as often as it says.
 */
record ReliabilityDiagram(String title, Calibration calibration) implements Figure {

  private static final int RIGHT = 12;
  private static final int PLOT = 260;
  private static final ShadeScale PICTURES = new ShadeScale("d0", 0.25, 0.85);
  private static final Axis SHARES = new Axis(0, 1, 0.2);

  @Override
  public boolean isEmpty() {
    return calibration.getBinsList().stream().allMatch(bin -> bin.getImages() == 0);
  }

  @Override
  public String svg() {
    long most =
        calibration.getBinsList().stream().mapToLong(ReliabilityBin::getImages).max().orElse(1);
    PlotFrame frame =
        new PlotFrame(
            RIGHT,
            PLOT,
            SHARES,
            List.of(
                Legend.Entry.area("share that is right", "d0"),
                PICTURES.between("of pictures 1", Long.toString(most)),
                Legend.Entry.line("mean probability of the answer", "line c1"),
                Legend.Entry.line("as right as it is sure", "diagonal")));
    SvgText svg = frame.open(title);
    for (double mark : SHARES.marks()) {
      frame.mark(svg, frame.x(mark, 1), SHARES.text(mark));
    }
    frame.name(svg, "probability of the answer");
    for (ReliabilityBin bin : calibration.getBinsList()) {
      if (bin.getImages() > 0) {
        bar(svg, frame, bin, (double) bin.getImages() / most);
      }
    }
    svg.add(
        "<path class=\"diagonal\" d=\"M%.1f %.1fL%.1f %.1f\"/>",
        frame.x(0, 1), frame.y(0), frame.x(1, 1), frame.y(1));
    for (ReliabilityBin bin : calibration.getBinsList()) {
      frame.strip(svg, frame.x(bin.getLow(), 1), frame.x(bin.getHigh(), 1), readout(bin));
    }
    svg.add("</svg>");
    return svg.text();
  }

  private static void bar(SvgText svg, PlotFrame frame, ReliabilityBin bin, double share) {
    double from = frame.x(bin.getLow(), 1);
    double to = frame.x(bin.getHigh(), 1);
    double y = frame.y(bin.getAccuracy());
    svg.add(
        "<rect %s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\"" + " height=\"%.1f\"/>",
        PICTURES.attributes(share), from + 0.5, y, to - from - 1, frame.y(0) - y);
    svg.add(
        "<path class=\"line c1\" d=\"M%.1f %.1fH%.1f\"/>", from, frame.y(bin.getConfidence()), to);
  }

  private static String readout(ReliabilityBin bin) {
    String range = Readout.number(bin.getLow()) + " to " + Readout.number(bin.getHigh());
    return bin.getImages() == 0
        ? range + "\nno pictures"
        : "%s\n%d pictures\nright %s\nprobability %s"
            .formatted(
                range,
                bin.getImages(),
                Readout.number(bin.getAccuracy()),
                Readout.number(bin.getConfidence()));
  }

  /** A row for each bin. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(List.of("low", "high", "pictures", "probability", "right"));
    for (ReliabilityBin bin : calibration.getBinsList()) {
      boolean any = bin.getImages() > 0;
      rows.add(
          List.of(
              bin.getLow(),
              bin.getHigh(),
              bin.getImages(),
              any ? (Object) bin.getConfidence() : "",
              any ? (Object) bin.getAccuracy() : ""));
    }
    return rows;
  }
}
