# What leaves this house by mail, pager or siren. No content of a ring stands here.

alert-ring = { $desk }に{ $precedence }の呼出し。回線 { $line }。コンソールで応答する。
alert-exercise = 演習。{ $desk }に{ $precedence }の呼出し。回線 { $line }。コンソールで応答する。
