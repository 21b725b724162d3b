package org.lambdanas.search.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.space.VertexSpace;
import org.lambdanas.proto.v1.Architecture;

/** Draws the cells of an architecture of any space whose members are cells with operations. */
public final class CellDrawing {

  private final List<CellDiagram> cells;

  private CellDrawing(List<CellDiagram> cells) {
    this.cells = cells;
  }

  /**
   * Prepares the drawing of an architecture.
   *
   * @param architecture a member of a space with operations on edges or vertices
   * @throws org.lambdanas.graph.error.DataException if the architecture is not a valid member of
   *     the space it names
   * @throws ConfigException if that space has no such cells
   */
  public static CellDrawing of(Architecture architecture) {
    NetworkSpace space =
        SearchSpaces.of(architecture)
            .networks()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "cells of search space '"
                            + architecture.getSpace()
                            + "' cannot be drawn: they are no networks of images"));
    return space instanceof VertexSpace vertices
        ? new CellDrawing(List.of(CellDiagram.of(vertices.cell(architecture))))
        : of((CellSpace) space, architecture);
  }

  /** The same, empty for spaces whose cells cannot be drawn. */
  public static Optional<CellDrawing> find(Architecture architecture) {
    return SearchSpaces.of(architecture).networks().map(space -> of(architecture));
  }

  static CellDrawing of(CellSpace space, Architecture architecture) {
    return new CellDrawing(
        space.cellTypes().stream().map(type -> CellDiagram.of(space, architecture, type)).toList());
  }

  /**
   * The drawing for a terminal: states (or vertices) from left to right, one row for each edge;
   * edges with the operation {@code none} are named below.
   *
   * @return lines, none of them ending in a blank
   */
  public List<String> lines(LineArt art) {
    List<String> lines = new ArrayList<>();
    for (CellDiagram cell : cells) {
      if (cells.size() > 1) {
        lines.add(cell.title() + ":");
      }
      lines.addAll(TextPainter.paint(cell, art));
    }
    return lines;
  }

  /**
   * The drawing as a picture: a complete SVG document in UTF-8 without references to anything
   * outside, legible on light and dark backgrounds. Edges with the operation {@code none} are not
   * drawn.
   *
   * @return the document, ending in a line feed
   */
  public String svg() {
    return SvgPainter.paint(cells);
  }

  /**
   * The same as a part of a page, in colours that the page gives to custom properties.
   *
   * @param title what it shows, in words
   * @return an {@code svg} element for a page with {@link CellStyle#ofPage}, ending in a line feed
   */
  public String inPage(String title) {
    return SvgPainter.inPage(cells, title);
  }

  /** How many pixels wide {@link #inPage} is. */
  public int width() {
    return SvgPainter.width(cells);
  }

  /**
   * An edge as it is drawn.
   *
   * @param cell title of the cell, such as {@code normal cell}
   * @param source name of the state that it reads
   * @param target name of the state that it contributes to
   * @param operation {@code none} if it carries nothing
   * @param effective whether it has an effect on the output
   */
  public record DrawnEdge(
      String cell, String source, String target, String operation, boolean effective) {}

  /** All edges, those without an operation last in each cell. */
  public List<DrawnEdge> edges() {
    List<DrawnEdge> edges = new ArrayList<>();
    for (CellDiagram cell : cells) {
      cell.links()
          .forEach(
              link ->
                  edges.add(
                      new DrawnEdge(
                          cell.title(),
                          name(cell, link.source()),
                          name(cell, link.target()),
                          link.label(),
                          link.live())));
      cell.absent()
          .forEach(
              none ->
                  edges.add(
                      new DrawnEdge(
                          cell.title(), none.source(), none.target(), Operation.NONE.id(), false)));
    }
    return edges;
  }

  /** Vertices with the same operation are told apart by their numbers. */
  private static String name(CellDiagram cell, int state) {
    String name = cell.states().get(state);
    boolean alone = cell.states().indexOf(name) == cell.states().lastIndexOf(name);
    return alone ? name : name + " (" + state + ")";
  }
}
