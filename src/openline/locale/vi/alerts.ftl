# What leaves this house by mail, pager or siren. No content of a ring stands here.

alert-ring = Cuộc gọi { $precedence } đang chờ tại { $desk }, đường dây { $line }. Hãy trả lời tại bàn điều khiển.
alert-exercise = DIỄN TẬP. Cuộc gọi { $precedence } đang chờ tại { $desk }, đường dây { $line }. Hãy trả lời tại bàn điều khiển.
