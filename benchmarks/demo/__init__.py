"""The main job on real input: two desks, one district, a month behind them and one working day ahead."""
