package org.lambdanas.search.budget;

import org.lambdanas.graph.interchange.Numbers;

/**
 * A cost that no answer may pass.
 *
 * @param most above 0, in the cost's own unit; it may be reached
 */
public record Limit(Cost cost, double most) {

  /** How far an amount passes the limit, as a share of the limit; 0 if it does not. */
  public double violation(double amount) {
    return amount > most ? amount / most - 1 : Double.isNaN(amount) ? Double.NaN : 0;
  }

  /** The same with its unit, for people: {@code "latency:mine.txtpb=5 ms"}. */
  public String said() {
    return cost.name() + "=" + cost.quantity().said(most);
  }

  /** The same as it is typed: {@code "params=300000"}. */
  @Override
  public String toString() {
    return cost.name() + "=" + Numbers.text(most);
  }
}
