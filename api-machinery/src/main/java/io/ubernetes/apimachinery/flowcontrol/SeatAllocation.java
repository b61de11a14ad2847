package io.ubernetes.apimachinery.flowcontrol;

import java.util.ArrayList;
import java.util.List;

/// Divides the seats of a server over its priority levels. A pure function of shares and demand.
///
/// Each level has a nominal share. What it does not need it lends, as far as it may be lent; what
/// is lent goes to those that need more than their own, in proportion to their shares. A level that
/// needs its own seats never gets fewer.
final class SeatAllocation {
  private SeatAllocation() {}

  /// What a level may use.
  ///
  /// @param lower what nobody can borrow
  /// @param upper what it can have when the others need nothing
  /// @param current what it may use now
  record Limits(int nominal, int lower, int upper, int current) {
    static final Limits NONE = new Limits(0, 0, 0, 0);

    Limits withCurrent(int seats) {
      return new Limits(nominal, lower, upper, seats);
    }
  }

  /// A level that wants seats.
  record Claim(LevelSettings settings, double demand) {}

  /// @param total seats of the server
  /// @param claims of levels that have limits
  /// @return one for each claim, in their order
  static List<Limits> divide(int total, List<Claim> claims) {
    List<Limits> limits = nominal(total, claims);
    int all = limits.stream().mapToInt(Limits::nominal).sum();
    double[] seats = new double[claims.size()];
    double free = all;
    for (int i = 0; i < seats.length; i++) {
      Limits of = limits.get(i);
      seats[i] = Math.max(of.lower(), Math.min(of.nominal(), claims.get(i).demand()));
      free -= seats[i];
    }
    free = fill(seats, limits, free, i -> Math.min(limits.get(i).upper(), claims.get(i).demand()));
    fill(seats, limits, free, i -> limits.get(i).nominal());
    List<Limits> result = new ArrayList<>();
    for (int i = 0; i < seats.length; i++) {
      result.add(limits.get(i).withCurrent((int) Math.ceil(seats[i] - 1e-9)));
    }
    return result;
  }

  private static List<Limits> nominal(int total, List<Claim> claims) {
    double shares = Math.max(1, claims.stream().mapToInt(c -> c.settings().shares()).sum());
    List<Limits> limits = new ArrayList<>();
    for (Claim claim : claims) {
      LevelSettings level = claim.settings();
      int nominal = (int) Math.ceil(total * level.shares() / shares);
      int lendable = (int) Math.round(nominal * level.lendablePercent() / 100.0);
      Integer percent = level.borrowingPercent();
      int upper = percent == null ? total : nominal + (int) Math.round(nominal * percent / 100.0);
      // Without a seat of its own a level gets none of others': it is there to hold requests.
      limits.add(new Limits(nominal, nominal - lendable, nominal == 0 ? 0 : upper, nominal));
    }
    return limits;
  }

  private interface Goal {
    double of(int index);
  }

  /// Raises all seats toward their goals, in proportion to the nominal ones, until nothing is free.
  ///
  /// @return what is left
  private static double fill(double[] seats, List<Limits> limits, double free, Goal goal) {
    double left = free;
    while (left > 1e-6) {
      double weights = 0;
      for (int i = 0; i < seats.length; i++) {
        weights += goal.of(i) - seats[i] > 1e-6 ? limits.get(i).nominal() : 0;
      }
      if (weights == 0) {
        return left;
      }
      double each = left / weights;
      for (int i = 0; i < seats.length; i++) {
        double missing = goal.of(i) - seats[i];
        if (missing > 1e-6) {
          double given = Math.min(missing, each * limits.get(i).nominal());
          seats[i] += given;
          left -= given;
        }
      }
    }
    return left;
  }
}
