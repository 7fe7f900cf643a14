# What leaves this house by mail, pager or siren. No content of a ring stands here.

alert-ring = { $precedence } 级呼叫正在{ $desk }等候接听，线路：{ $line }。到控制台接听。
alert-exercise = 演习。{ $precedence } 级呼叫正在{ $desk }等候接听，线路：{ $line }。到控制台接听。
