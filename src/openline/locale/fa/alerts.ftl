# What leaves this house by mail, pager or siren. No content of a ring stands here.

alert-ring = زنگ { $precedence } در { $desk } منتظر پاسخ است، خط { $line }. در میز کار پاسخ دهید.
alert-exercise = تمرین. زنگ { $precedence } در { $desk } منتظر پاسخ است، خط { $line }. در میز کار پاسخ دهید.
